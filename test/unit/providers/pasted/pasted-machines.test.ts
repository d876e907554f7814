import { describe, expect, test } from 'vitest';
import type { MachineForm } from '../../../../main/contract/machine-form.ts';
import { machineDraftSchema } from '../../../../main/contract/machine-form.ts';
import type { ProviderChange, ProviderSession } from '../../../../main/providers/provider.ts';
import { DRAFT_LIFE_MS, MOST_DRAFTS } from '../../../../main/providers/pasted/drafts.ts';
import { createKeyFileFault } from '../../../../main/providers/pasted/key-file.ts';
import { createPastedMachines } from '../../../../main/providers/pasted/pasted-machines.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

function setUp() {
  const clock = new StepClock();
  const machines = createPastedMachines({ clock, keyFileFault: () => undefined });
  const changes: ProviderChange[] = [];
  void machines.provider.start((change) => changes.push(change));
  const parse = (text: string) => {
    const parsed = machines.parse(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.value;
  };
  const form = (text: string, index = 0): { draftId: string; form: MachineForm } => {
    const { draftId, forms } = parse(text);
    const found = forms[index];
    if (found === undefined) throw new Error('no such form');
    const { hasPassword: _password, hasPrivateKey: _key, ...rest } = found;
    return { draftId, form: rest };
  };
  const sessions = (): ProviderSession[] =>
    changes.filter((change) => change.kind === 'session').map(({ session }) => session);
  return { clock, machines, changes, parse, form, sessions };
}

const pem = `-----BEGIN RSA PRIVATE KEY-----\n${'QUJD'.repeat(16)}\n-----END RSA PRIVATE KEY-----\n`;

describe('a draft', () => {
  test('shows what was read, and whether there is a secret, but not the secret', () => {
    const { parse } = setUp();
    const draft = parse(`ssh me:s3cret@h -p 2222\n${pem}`);
    expect(machineDraftSchema.parse(draft)).toEqual(draft);
    expect(draft.forms).toEqual([
      { kind: 'ssh', host: 'h', port: 2222, user: 'me', jumps: [], hasPassword: true, hasPrivateKey: true },
    ]);
    expect(JSON.stringify(draft)).not.toMatch(/s3cret|QUJD/);
  });

  test('is refused with a sentence when nothing in it can be read', () => {
    const { machines } = setUp();
    expect(machines.parse('hello')).toMatchObject({ ok: false, problem: { code: 'paste-unreadable' } });
  });

  test('is forgotten with its secrets after half an hour, and when there are too many', async () => {
    const { clock, machines, form } = setUp();
    const first = form('ssh me:s3cret@h');
    await clock.pass(DRAFT_LIFE_MS - 1);
    expect(await machines.drafts.machine(first)).toMatchObject({ ok: true });
    await clock.pass(1);
    expect(await machines.connect(first)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    const [oldest, second] = Array.from({ length: MOST_DRAFTS + 1 }, () => form('ssh me@h'));
    expect(await machines.drafts.machine(oldest ?? first)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(await machines.drafts.machine(second ?? first)).toMatchObject({ ok: true });
    expect(clock.waiting).toBe(MOST_DRAFTS);
    await machines.provider[Symbol.asyncDispose]();
    expect(clock.waiting).toBe(0);
  });
});

describe('a machine of a draft', () => {
  test('offers the password first, then the key in the text, then the own keys with the named one before', async () => {
    const { machines, form } = setUp();
    const { draftId, form: ssh } = form('sshpass -p s3cret ssh -i ~/.ssh/ci me@h');
    expect(await machines.drafts.machine({ draftId, form: ssh })).toEqual({
      ok: true,
      value: {
        index: 0,
        name: 'h',
        os: 'other',
        hostKey: undefined,
        endpoints: [{ kind: 'ssh', host: 'h', port: 22, user: 'me' }],
        identities: [{ kind: 'password', label: 'password', password: 's3cret' }],
        usesOwnKeys: true,
        identityFile: '~/.ssh/ci',
      },
    });
    const script = form(`KEY="${pem}"\nssh -i /tmp/k -p 2201 builder@10.0.0.5`);
    const typed = await machines.drafts.machine({ ...script, password: 'typed' });
    expect(typed.ok ? typed.value.identities : []).toEqual([
      { kind: 'password', label: 'password', password: 'typed' },
      { kind: 'private-key', label: 'key from the pasted text', privateKey: pem },
    ]);
  });

  test('keeps the secrets of its own part of the text when the person mends the address', async () => {
    const { machines, form } = setUp();
    const text = 'ssh me:one@h1 -p 2201\nvnc://me:two@h1:5901\nvnc://me:three@h2:5902';
    const screen = form(text, 2);
    const mended = await machines.drafts.machine({ ...screen, form: { ...screen.form, port: 5999 } });
    expect(mended.ok ? mended.value.endpoints : []).toEqual([
      { kind: 'vnc', host: 'h2', port: 5999, user: 'me', password: 'three' },
    ]);
    const ssh = form(text, 0);
    const moved = await machines.drafts.machine({ ...ssh, form: { ...ssh.form, host: 'elsewhere' } });
    expect(moved.ok ? moved.value.identities : []).toMatchObject([{ password: 'one' }]);
  });

  test('shows the screen that the same text names beside SSH, unless it may be that of another machine', async () => {
    const { machines, form } = setUp();
    const text = 'ssh me:one@h1 -p 2201\nvnc://me:two@h2:5901';
    const both = await machines.drafts.machine(form(text));
    expect(both.ok ? both.value.endpoints : []).toEqual([
      { kind: 'ssh', host: 'h1', port: 2201, user: 'me' },
      { kind: 'vnc', host: 'h2', port: 5901, user: 'me', password: 'two' },
    ]);
    for (const more of ['ssh me@h3', 'vnc://h3']) {
      const unclear = await machines.drafts.machine(form(`${text}\n${more}`));
      expect(unclear.ok ? unclear.value.endpoints : []).toHaveLength(1);
    }
  });

  test('pins the host key that the text announces, for its own address only', async () => {
    const { machines, form } = setUp();
    const sha256 = `SHA256:${'a'.repeat(43)}`;
    const direct = form(`ssh -p 64537 me@18.209.34.18\nRSA key fingerprint of the host is\n  ${sha256}`);
    const pinned = await machines.drafts.machine(direct);
    expect(pinned.ok ? pinned.value.hostKey : undefined).toMatchObject({ sha256, source: 'provider' });
    const moved = await machines.drafts.machine({ ...direct, form: { ...direct.form, port: 22 } });
    expect(moved.ok ? moved.value.hostKey : 'none').toBeUndefined();
  });

  test('offers every shell that the text names for it, the chosen one first, and the login shell', async () => {
    const { machines, form } = setUp();
    const ssh = 'ssh -t -p 54782 me@35.226.214.52 --';
    const chosen = form(`${ssh} bash.exe\n${ssh} cmd.exe\n${ssh} powershell.exe`, 2);
    const machine = await machines.drafts.machine(chosen);
    expect(machine.ok ? machine.value : undefined).toMatchObject({
      os: 'windows',
      endpoints: [
        {
          shells: [
            { name: 'PowerShell', command: 'powershell.exe' },
            { name: 'Bash', command: 'bash.exe' },
            { name: 'Command Prompt', command: 'cmd.exe' },
            { name: 'Login shell', command: '' },
          ],
        },
      ],
    });
  });

  test('names a shell by what every object has too', async () => {
    const { machines, form } = setUp();
    const machine = await machines.drafts.machine(form('ssh me@h constructor'));
    const [endpoint] = machine.ok ? machine.value.endpoints : [];
    expect(endpoint?.kind === 'ssh' ? endpoint.shells?.[0] : undefined).toEqual({
      name: 'constructor',
      command: 'constructor',
    });
  });

  test.each<[what: string, text: string, change: Partial<MachineForm>, code: string, message: RegExp]>([
    ['jump hosts', 'ssh -J a.example.com,b me@h', {}, 'not-supported', /through a\.example\.com.*yet/],
    ['no user', 'ssh h', {}, 'bad-request', /No user/],
    ['a Windows user for SSH', 'ssh me@h', { user: 'ACME\\me' }, 'bad-request', /cannot be used for SSH/],
  ])('is not connected wrongly: %s', async (_what, text, change, code, message) => {
    const { machines, form, sessions } = setUp();
    const drafted = form(text);
    const connected = await machines.connect({ ...drafted, form: { ...drafted.form, ...change } });
    expect(connected).toMatchObject({ ok: false, problem: { code } });
    expect(connected.ok ? '' : connected.problem.message).toMatch(message);
    expect(sessions()).toEqual([]);
  });
});

describe('a session of a pasted machine', () => {
  test('is ready at once, and nobody says how long it stays', async () => {
    const { machines, form, sessions } = setUp();
    const connected = await machines.connect(form('ssh vagrant@1.tcp.ngrok.io -p 12345'));
    expect(sessions()).toMatchObject([
      {
        id: connected.ok ? connected.value.sessionId : '',
        accountId: 'pasted',
        title: 'vagrant@1.tcp.ngrok.io',
        state: 'ready',
        rule: { kind: 'unknown' },
        machines: [{ endpoints: [{ kind: 'ssh', host: '1.tcp.ngrok.io', port: 12345, user: 'vagrant' }] }],
      },
    ]);
  });

  test('shows a screen with its password apart', async () => {
    const { machines, form, sessions } = setUp();
    await machines.connect(form('rdp://full%20address=s:win:3390&username=s:ACME%5Canna\nPassword: s3'));
    expect(sessions()[0]).toMatchObject({
      title: 'ACME\\anna@win',
      machines: [
        { os: 'windows', endpoints: [{ kind: 'rdp', host: 'win', port: 3390, user: 'ACME\\anna', password: 's3' }] },
      ],
    });
  });

  test('ends by disconnecting, and says that the machine goes on', async () => {
    const { machines, form, sessions } = setUp();
    const connected = await machines.connect(form('ssh me@h'));
    const sessionId = connected.ok ? connected.value.sessionId : '';
    expect(await machines.provider.endSession(sessionId)).toMatchObject({ ok: true });
    expect(sessions()[1]).toMatchObject({
      id: sessionId,
      state: 'closed',
      problem: { code: 'session-ended', message: expect.stringMatching(/machine itself goes on/) as string },
    });
    await machines.provider.endSession(sessionId);
    expect(sessions()).toHaveLength(2);
  });

  test('has no builds', async () => {
    const { machines, changes } = setUp();
    expect(changes[0]).toMatchObject({ kind: 'account', account: { provider: 'pasted', state: 'ready' } });
    const { provider } = machines;
    for (const answer of [provider.detail('b'), provider.rebuildWithAccess('b'), provider.readLog('b', 's', {})])
      expect(await answer).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
  });
});

test.each<[path: string, fault: RegExp]>([
  ['~/.ssh/there', /^$/],
  ['/home/me/.ssh/there', /^$/],
  ['~/.ssh/gone', /not on this computer/],
  ['key.pem', /without a folder/],
  ['\\\\server\\share\\key', /another computer/],
  ['/\\server\\share\\key', /another computer/],
  ['\\/server/share/key', /another computer/],
  ['\\??\\UNC\\server\\share\\key', /another computer/],
  ['/net/server/share/key', /another computer/],
  ['//server/share/key', /another computer/],
])('looks for the key file %s', (path, fault) => {
  const asked: string[] = [];
  const find = createKeyFileFault('/home/me', (whole) => {
    asked.push(whole);
    return whole === '/home/me/.ssh/there';
  });
  expect(find(path) ?? '').toMatch(fault);
  expect(asked.some((whole) => /^(\\\\|\/\/)/.test(whole))).toBe(false);
});

test('names no key file that is not to be looked for', async () => {
  const { machines, form } = setUp();
  for (const path of ['key.pem', '//server/share/key']) {
    const machine = await machines.drafts.machine(form(`ssh -i ${path} me@h`));
    expect(machine.ok ? machine.value : undefined).not.toHaveProperty('identityFile');
  }
});
