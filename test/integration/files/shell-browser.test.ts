import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe } from 'vitest';
import { toolsMissing } from '../../fixtures/ssh/tools.ts';
import { browserBehaviour } from './browser-behaviour.ts';
import { busyboxTools, LocalCommands } from './local-commands.ts';
import { localMachine } from './local-machine.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const busyboxMissing = toolsMissing('busybox');
const tools = busyboxMissing === undefined ? busyboxTools() : '';
afterAll(() => {
  if (tools !== '') rmSync(tools, { recursive: true });
});

const connectWith = (path: string) => () => Promise.resolve(localMachine(new LocalCommands(path, tmpdir())));

describe('a browser of files through a shell with the tools of this computer', () => {
  browserBehaviour(connectWith(process.env['PATH'] ?? ''));
});

describeNeeding(busyboxMissing, 'a browser of files through a shell with nothing but busybox', () => {
  browserBehaviour(connectWith(tools));
});
