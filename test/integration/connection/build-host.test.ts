import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startMachineServer, type MachineServer } from '../../../main/buildhost/access/machine-server.ts';
import { Harness, keyIdentity } from './harness.ts';

let folder: string;
let machine: MachineServer;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'connection-')));
  machine = await startMachineServer({
    user: 'storefront-4',
    workspace: folder,
    environment: { PATH: process.env['PATH'] ?? '', HOME: folder, PS1: 'ready> ', LC_ALL: 'C.UTF-8' },
    shell: '/bin/sh',
    onConnected: () => {},
    log: () => {},
  });
});

afterEach(async () => {
  await machine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const own = () => [keyIdentity('the session key', machine.privateKey)];

it('signs in to a machine of the build host with its key and its pinned host key', async () => {
  await using harness = new Harness();
  const link = await harness.connect(machine, own(), machine.hostKey);
  expect(link).toMatchObject({ state: 'connected', hostKey: machine.hostKey, signedInWith: 'the session key' });
  const window = await harness.open('one', { columns: 97, rows: 31 });
  await window.see(/ready> $/);
  window.type('pwd; stty size; exit 7\r');
  await window.see(new RegExp(`${folder}\\r\\n31 97\\r\\n`));
  expect(await window.ended()).toMatchObject({ type: 'exit', code: 7 });
});

it('refuses a machine with another host key than the one that was told', async () => {
  await using harness = new Harness();
  const wrong = { ...machine.hostKey, sha256: `SHA256:${'A'.repeat(43)}` };
  expect(await harness.connect(machine, own(), wrong)).toMatchObject({
    state: 'failed',
    problem: { code: 'host-key-changed' },
  });
});

it('notices the end of the machine, and says that it is gone', async () => {
  await using harness = new Harness();
  await harness.connect(machine, own(), machine.hostKey);
  const window = await harness.open('one');
  await window.see(/ready> $/);
  await machine[Symbol.asyncDispose]();
  expect((await window.ended()).type).toMatch(/lost|exit/);
  const lost = await harness.link(({ state }) => state === 'lost' || state === 'failed');
  expect(lost.problem?.message).toMatch(/\w/);
});
