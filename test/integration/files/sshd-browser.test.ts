import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SshdOptions } from '../../fixtures/sshd.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { toolsMissing } from '../../fixtures/ssh/tools.ts';
import { browserBehaviour } from './browser-behaviour.ts';
import { Browser } from './browser.ts';
import { busyboxTools } from './local-commands.ts';
import { FileMachine } from './machines.ts';
import { remoteFilesBehaviour, value } from './remote-files-behaviour.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const SFTP_SERVER = '/usr/lib/openssh/sftp-server';

const sftpServerMissing = existsSync(SFTP_SERVER) ? undefined : `${SFTP_SERVER} is not installed`;
const busyboxMissing = toolsMissing('busybox');
const tools = busyboxMissing === undefined ? busyboxTools() : '';
afterAll(() => {
  if (tools !== '') rmSync(tools, { recursive: true });
});

/** The oddest of all: each command is a session of its own here, and that takes a while. */
const names = ["!it's \\ $(x)\n"];

function onSshd(options: SshdOptions): () => FileMachine {
  let machine: FileMachine;
  beforeAll(async () => {
    machine = await FileMachine.sshd(options);
  });
  afterAll(() => machine[Symbol.asyncDispose]());
  return () => machine;
}

describeNeeding(sshdMissing ?? sftpServerMissing, "a browser on OpenSSH's sftp-server", () => {
  const machine = onSshd({ sftp: SFTP_SERVER });
  describe('in a window', () => {
    browserBehaviour(() => Promise.resolve(machine().files));
  });
  describe('file by file', () => {
    remoteFilesBehaviour(async () => value(await machine().files.browse()), names);
  });

  it('works over SFTP, with commands beside it', async () => {
    expect(value(await machine().files.abilities())).toMatchObject({ via: 'sftp', hasShell: true });
  });
});

describeNeeding(sshdMissing, 'a browser on a server with SFTP alone', () => {
  const machine = onSshd({ config: ['ForceCommand internal-sftp'] });
  describe('in a window', () => {
    browserBehaviour(() => Promise.resolve(machine().files));
  });

  it('works without commands', async () => {
    expect(value(await machine().files.abilities())).toMatchObject({ via: 'sftp', hasShell: false });
  });
});

describeNeeding(sshdMissing, 'a browser on a server without SFTP', () => {
  const machine = onSshd({ sftp: false });
  describe('in a window', () => {
    browserBehaviour(() => Promise.resolve(machine().files));
  });
  describe('file by file', () => {
    remoteFilesBehaviour(async () => value(await machine().files.browse()), names);
  });

  it('says how it works instead', async () => {
    await using browser = new Browser(machine().files);
    const home = await browser.get('locate', {});
    expect(home.via).toBe('shell');
    expect(home.note).toMatch(/no SFTP/);
  });
});

describeNeeding(sshdMissing ?? busyboxMissing, 'a browser on a server with nothing but busybox', () => {
  const machine = onSshd({ sftp: false, config: [`SetEnv PATH=${tools}`] });
  describe('in a window', () => {
    browserBehaviour(() => Promise.resolve(machine().files));
  });
  describe('file by file', () => {
    remoteFilesBehaviour(async () => value(await machine().files.browse()), names);
  });

  it('works with its commands', async () => {
    expect(value(await machine().files.abilities())).toMatchObject({ via: 'shell', tar: 'busybox' });
  });
});

describeNeeding(sshdMissing, 'a browser on a server with neither SFTP nor a shell', () => {
  const machine = onSshd({ sftp: false, config: ['ForceCommand /bin/false'] });

  it('says what is missing', async () => {
    await using browser = new Browser(machine().files);
    const located = await browser.ask('locate', {});
    expect(located).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
    expect(JSON.stringify(located)).toMatch(/SFTP.*shell/);
  });
});

describeNeeding(sshdMissing, 'a browser on a server with room for few sessions', () => {
  const machine = onSshd({ sftp: false, config: ['MaxSessions 2'] });

  it('waits for its turn', async () => {
    await using browser = new Browser(machine().files);
    const answers = await Promise.all(Array.from({ length: 12 }, () => browser.ask('info', { path: '/usr' })));
    expect(answers.filter((answer) => !answer.ok)).toEqual([]);
  });
});
