import { describe, expect, test } from 'vitest';
import { copyCommand, type CopyCommandRequest } from '../../../main/lib/copy-command/copy-command.ts';
import { knownHostsLine } from '../../../main/lib/copy-command/ssh-words.ts';

const request: CopyCommandRequest = {
  program: 'scp',
  direction: 'download',
  shell: 'posix',
  target: {
    user: 'anna',
    host: '10.0.0.7',
    port: 2222,
    signIn: { kind: 'agent', label: 'work (SSH agent)' },
    pin: { alias: 'jumpseat-1', file: '/home/anna/.config/Jumpseat/host-keys/jumpseat-1' },
  },
  paths: ['/srv/report.txt'],
};

function commandOf(change: Partial<CopyCommandRequest>, target: Partial<CopyCommandRequest['target']> = {}): string {
  const made = copyCommand({ ...request, ...change, target: { ...request.target, ...target } });
  return made.ok ? made.value.command : made.problem.message;
}

describe('a command for another program', () => {
  test('is complete', () => {
    expect(commandOf({})).toBe(
      'scp -s -r -p -P 2222 -o UserKnownHostsFile=/home/anna/.config/Jumpseat/host-keys/jumpseat-1 ' +
        '-o GlobalKnownHostsFile=/dev/null -o HostKeyAlias=jumpseat-1 -o StrictHostKeyChecking=yes ' +
        'anna@10.0.0.7:/srv/report.txt .',
    );
  });

  test('puts brackets around an address of IPv6', () => {
    for (const program of ['scp', 'rsync'] as const)
      expect(commandOf({ program }, { host: 'fe80::1' })).toContain("'anna@[fe80::1]:/srv/report.txt'");
  });

  test('says what it needs besides', () => {
    const notes = (signIn: CopyCommandRequest['target']['signIn']) => {
      const made = copyCommand({ ...request, target: { ...request.target, signIn } });
      return made.ok ? made.value.notes.join(' ') : '';
    };
    expect(notes({ kind: 'agent', label: 'work' })).toContain('work must be in your SSH agent');
    expect(notes({ kind: 'password' })).toContain('ask for the password');
    expect(notes({ kind: 'key-file', path: '/k' })).toContain('passphrase');
  });

  test('lets a password be typed, which a batch would forbid', () => {
    expect(commandOf({ program: 'sftp' })).toContain('sftp -b -');
    expect(commandOf({ program: 'sftp' }, { signIn: { kind: 'password' } })).not.toContain('-b');
  });

  test('takes signs of OpenSSH in paths for what they are', () => {
    const pin = { alias: 'jumpseat-1', file: '/home/a %h/it # is' };
    expect(commandOf({}, { pin })).toContain(`'UserKnownHostsFile="/home/a %%h/it # is"'`);
    expect(commandOf({}, { signIn: { kind: 'key-file', path: '/keys/100%d' } })).toContain('-i /keys/100%%d');
  });

  test('is quoted for PowerShell on Windows, where only ssh itself knows the home folder', () => {
    const home = 'C:\\Users\\Anna Lee';
    const pin = { alias: 'jumpseat-1', file: `${home}\\AppData\\Roaming\\Jumpseat\\host-keys\\jumpseat-1`, home };
    const command = commandOf({ shell: 'powershell', paths: ["/srv/it's $env:x \u2019.txt"] }, { pin });
    expect(command).toContain(`'UserKnownHostsFile=%d/AppData/Roaming/Jumpseat/host-keys/jumpseat-1'`);
    expect(command).toContain(`'anna@10.0.0.7:/srv/it''s $env:x \u2019\u2019.txt'`);
    expect(command).toContain('GlobalKnownHostsFile=none');
    const sftp = commandOf({ shell: 'powershell', program: 'sftp', paths: ['/a b', '/c"d'] }, { pin });
    expect(sftp).toMatch(/^'get -r "\/a b"','get -r "\/c\\"d"' \| sftp -b - /);
    expect(commandOf({ shell: 'powershell', paths: ['/c"d'] })).toContain('PowerShell cannot pass on');
  });

  test.each([
    [{ paths: ['relative'] }, 'bad-request'],
    [{ paths: [] }, 'bad-request'],
    [{ direction: 'upload' as const, paths: ['/a', '/b'] }, 'bad-request'],
    [{ program: 'sftp' as const, paths: ['/a\nrm -rf /'] }, 'not-supported'],
    [{ program: 'rsync' as const, paths: ['/a\\*'] }, 'not-supported'],
  ])('refuses what cannot be said: %j', (change, code) => {
    expect(copyCommand({ ...request, ...change })).toMatchObject({ ok: false, problem: { code } });
  });
});

test('a host key names its own type in the list of known hosts', () => {
  const blob = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.alloc(36)]);
  expect(knownHostsLine('jumpseat-1', blob.toString('base64'))).toBe(
    `jumpseat-1 ssh-ed25519 ${blob.toString('base64')}\n`,
  );
});
