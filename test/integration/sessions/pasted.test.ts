import { beforeEach, describe, expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from '../../fixtures/sshd.ts';
import { Machine, machineMissing } from '../../simulators/machine/machine.ts';
import { valueOf } from '../keys/harness.ts';
import { Desk } from './desk.ts';

if (machineMissing !== undefined) console.warn(`Skipped: ${machineMissing}`);

describe('a pasted command, all the way to a prompt', () => {
  beforeEach((context) => context.skip(machineMissing !== undefined, machineMissing));
  it('signs in with the password that was pasted below it', async () => {
    await using machine = await Machine.start({ users: ['vagrant'], password: 'p-W_1!', name: 'mac' });
    await using desk = await Desk.open();
    const text = `ssh -o StrictHostKeyChecking=no vagrant@127.0.0.1 -p ${machine.port}\np-W_1!`;
    const { sessionId, notes } = await desk.connect(text);
    expect(notes.join('\n')).toMatch(/host key is not followed/);
    expect(desk.session(sessionId)).toMatchObject({
      accountId: 'pasted',
      title: 'vagrant@127.0.0.1',
      state: 'ready',
      deadline: { certainty: 'unknown' },
    });
    expect(await desk.linked(sessionId)).toMatchObject({ link: 'connected', signedInWith: 'password' });
    const window = await desk.look(sessionId);
    window.type('echo "on $(cat ~/machine-name) as $USER"\r');
    await window.see(/on mac as vagrant/);
    expect(desk.sessions.copyPassword(sessionId, 0, 'ssh')).toEqual({ ok: true, value: 'p-W_1!' });
    expect(desk.shown).not.toContain('p-W_1!');
  });

  it('tries the password typed by hand in place of the pasted one, and says when it is refused', async () => {
    await using machine = await Machine.start({ users: ['vagrant'], password: 'right' });
    await using desk = await Desk.open();
    const text = `Host: 127.0.0.1\nPort: ${machine.port}\nUser: vagrant\nPassword: wrong`;
    const refused = await desk.connect(text);
    expect(await desk.linked(refused.sessionId)).toMatchObject({
      link: 'failed',
      problem: { code: 'sign-in-refused', hint: 'Offered: password.' },
    });
    const typed = await desk.connect(text, { password: 'right' });
    expect(await desk.linked(typed.sessionId)).toMatchObject({ link: 'connected' });
  });

  it('signs in with a key of ~/.ssh, and puts it first the next time', async () => {
    await using machine = await Machine.start({ users: ['ci'] });
    await using desk = await Desk.open((home) => {
      makeKey(join(home.ssh, 'id_other'));
      const key = makeKey(join(home.ssh, 'id_work'));
      machine.allow('ci', { authorizedKeys: [key.publicKey] });
    });
    const text = `$ ssh -p ${machine.port} ci@127.0.0.1`;
    const first = await desk.connect(text);
    const { signedInWith } = await desk.linked(first.sessionId);
    expect(signedInWith).toContain('id_work');
    const again = await desk.keys.keys.identities({ accountId: 'pasted', host: '127.0.0.1' });
    expect(again.identities.map(({ label }) => label)[0]).toBe(signedInWith);
  });

  it('offers the key that -i names before all others, wherever it lies', async () => {
    await using machine = await Machine.start({ users: ['ci'] });
    await using desk = await Desk.open((home) => {
      makeKey(join(home.ssh, 'id_ed25519'));
      const key = makeKey(join(home.folder, 'build key'));
      machine.allow('ci', { authorizedKeys: [key.publicKey] });
    });
    const { sessionId, notes } = await desk.connect(`ssh -i '~/build key' ci@127.0.0.1 -p ${machine.port}`);
    expect(notes).toEqual([]);
    expect((await desk.linked(sessionId)).signedInWith).toContain('build key');
    const missing = await desk.connect(`ssh -i ~/gone ci@127.0.0.1 -p ${machine.port}`);
    expect(missing.notes.join('\n')).toMatch(/not on this computer/);
  });

  it('asks for the passphrase of the only key, and goes on once it is given', async () => {
    await using machine = await Machine.start({ users: ['ci'] });
    await using desk = await Desk.open((home) => {
      const key = makeKey(join(home.ssh, 'id_ed25519'), 'ed25519', 'open sesame');
      machine.allow('ci', { authorizedKeys: [key.publicKey] });
    });
    const { sessionId } = await desk.connect(`ssh ci@127.0.0.1 -p ${machine.port}`);
    const { link, problem } = await desk.linked(sessionId);
    expect({ link, code: problem?.code }).toEqual({ link: 'failed', code: 'passphrase-needed' });
    expect(problem?.message).toContain('id_ed25519');
    const [locked] = desk.keys.listed();
    valueOf(await desk.keys.keys.setPassphrase(locked?.id ?? '', 'open sesame', false));
    valueOf(desk.sessions.reconnect(sessionId, 0));
    const { machines } = await desk.until(sessionId, (session) => session.machines[0]?.link === 'connected');
    expect(machines[0]?.signedInWith).toContain('id_ed25519');
    const window = await desk.look(sessionId);
    window.type('echo still $((20 + 2))\r');
    await window.see(/still 22/);
  });

  it('says that there is no key when the machine takes nothing else', async () => {
    await using machine = await Machine.start({ users: ['ci'] });
    await using desk = await Desk.open();
    const { sessionId } = await desk.connect(`ssh ci@127.0.0.1 -p ${machine.port}`);
    expect((await desk.linked(sessionId)).problem).toMatchObject({ code: 'key-not-registered' });
  });

  it('says that a password is missing when the machine takes nothing else', async () => {
    await using machine = await Machine.start({ users: ['ci'], password: 'x', config: ['PubkeyAuthentication no'] });
    await using desk = await Desk.open();
    const { sessionId } = await desk.connect(`ssh ci@127.0.0.1 -p ${machine.port}`);
    const { problem } = await desk.linked(sessionId);
    expect(problem).toMatchObject({
      code: 'sign-in-refused',
      message: expect.stringMatching(/wants a password/) as string,
    });
  });

  it('signs in with the key in a pasted script, which is not run', async () => {
    await using machine = await Machine.start({ users: ['builder'] });
    await using desk = await Desk.open();
    const key = makeKey(join(desk.home.folder, 'session'));
    machine.allow('builder', { authorizedKeys: [key.publicKey] });
    const mark = join(desk.home.folder, 'was-run');
    const script = `#!/bin/bash\ntouch ${mark}\nKEY="${key.privateKey.trim()}"\nssh -i $HOME/k -p ${machine.port} builder@127.0.0.1\n`;
    const { sessionId } = await desk.connect(script);
    expect(await desk.linked(sessionId)).toMatchObject({ link: 'connected', signedInWith: 'key from the pasted text' });
    expect(desk.shown).not.toContain('PRIVATE KEY');
    expect(() => writeFileSync(mark, '', { flag: 'wx' })).not.toThrow();
  });

  it('runs the command behind the host in its terminal, and the login shell when that is chosen', async () => {
    await using machine = await Machine.start({ users: ['ci'], password: 'x' });
    await using desk = await Desk.open();
    const text = `sshpass -p x ssh -t -p ${machine.port} ci@127.0.0.1 -- "echo ran:$((6 * 7)); cat"`;
    const { sessionId } = await desk.connect(text);
    await desk.linked(sessionId);
    const command = await desk.look(sessionId);
    await command.see(/ran:42/);
    const opened = valueOf(await desk.sessions.openTerminal(sessionId, 0, 'Login shell'));
    const login = await desk.look(sessionId, opened.terminalId);
    login.type('shopt -q login_shell && echo login:$((1 + 1))\r');
    await login.see(/login:2/);
    expect(desk.session(sessionId).terminals.map(({ shell }) => shell)).toEqual([
      expect.stringMatching(/^echo ran/),
      'Login shell',
    ]);
  });

  it('connects only to the machine whose host key the text announces', async () => {
    await using machine = await Machine.start({ users: ['ci'], password: 'x', hostKeys: ['ed25519', 'rsa'] });
    await using desk = await Desk.open();
    const rsa = machine.hostKeys[1]?.sha256 ?? '';
    const text = (sha256: string): string =>
      `    $ ssh -p ${machine.port} ci@127.0.0.1\n\nRSA key fingerprint of the host is\n  ${sha256}\n`;
    const right = await desk.connect(text(rsa), { password: 'x' });
    expect(await desk.linked(right.sessionId)).toMatchObject({
      link: 'connected',
      hostKey: { sha256: rsa, source: 'provider' },
    });
    const wrong = await desk.connect(text(`SHA256:${'A'.repeat(43)}`), { password: 'x' });
    expect(await desk.linked(wrong.sessionId)).toMatchObject({ link: 'failed', problem: { code: 'host-key-changed' } });
  });

  it('shows a screen without connecting to it, and hands its password to the clipboard alone', async () => {
    await using desk = await Desk.open();
    const { sessionId } = await desk.connect(
      'Screen share\nURL: vnc://2.tcp.ngrok.io:5444\nUsername: vagrant\nPassword: s3-cret',
    );
    expect(desk.session(sessionId)).toMatchObject({
      title: 'vagrant@2.tcp.ngrok.io',
      state: 'ready',
      machines: [{ link: 'idle', endpoints: [{ kind: 'vnc', host: '2.tcp.ngrok.io', port: 5444, user: 'vagrant' }] }],
    });
    expect(desk.sessions.copyPassword(sessionId, 0, 'vnc')).toEqual({ ok: true, value: 's3-cret' });
    expect(desk.shown).not.toContain('s3-cret');
  });

  it('is disconnected when its session ends, and can be connected again', async () => {
    await using machine = await Machine.start({ users: ['ci'], password: 'x' });
    await using desk = await Desk.open();
    const text = `ssh ci:x@127.0.0.1 -p ${machine.port}`;
    const { sessionId } = await desk.connect(text);
    await desk.linked(sessionId);
    const gone = new Promise((resolve) => machine.once('disconnect', resolve));
    valueOf(await desk.sessions.end(sessionId));
    await gone;
    expect(desk.session(sessionId)).toMatchObject({
      state: 'closed',
      problem: { message: expect.stringMatching(/machine itself goes on/) as string },
    });
    expect(desk.sessions.reconnect(sessionId, 0)).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
    const again = await desk.connect(text);
    expect(await desk.linked(again.sessionId)).toMatchObject({ link: 'connected' });
  });
});
