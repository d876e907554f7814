import { expect, test } from 'vitest';
import { readSshText } from '../../../main/providers/circleci/enable-ssh-text.ts';
import { parseGoDuration } from '../../../main/providers/circleci/go-duration.ts';
import { processorMs } from '../../fixtures/processor-time.ts';

const intro = 'You can now SSH into this box if your SSH public key is added:\n    $ ';
const proxyUser = '057f0065-7e6d-4912-921b-50917ff046a3-0';

test.each([
  ['proxy', `ssh ${proxyUser}@ssh.circleci.com`, { host: 'ssh.circleci.com', port: 22, user: proxyUser }],
  ['proxy with a port', 'ssh -p 443 057f0065-0@ssh.circleci.com', { host: 'ssh.circleci.com', port: 443 }],
  ['direct', 'ssh -p 64535 3.239.179.134', { host: '3.239.179.134', port: 64_535, user: undefined }],
  ['with a user', 'ssh -p 64625 ubuntu@54.221.135.43', { host: '54.221.135.43', port: 64_625, user: 'ubuntu' }],
  ['a name', 'ssh -p 54782 runner-7.example.com', { host: 'runner-7.example.com', port: 54_782 }],
  ['a name with its port', 'ssh runner-7.example.com:54782', { host: 'runner-7.example.com', port: 54_782 }],
  ['the port behind', 'ssh circleci@10.0.0.7 -p 2222', { host: '10.0.0.7', port: 2222, user: 'circleci' }],
  ['IPv6', 'ssh -p 2222 2001:db8::7', { host: '2001:db8::7', port: 2222 }],
])('reads the address: %s', (_what, line, expected) => {
  expect(readSshText(`${intro}${line}\n`)).toMatchObject({ ...expected, shells: [] });
  expect(readSshText(`\u001B[32m${intro}${line}\u001B[0m\r\n`)).toMatchObject(expected);
});

test('takes the command, not an address that stands elsewhere', () => {
  const text = 'Adding key for user@example.com\nYou can now SSH in:\n    $ ssh -p 64535 3.239.179.134\n';
  expect(readSshText(text)).toMatchObject({ host: '3.239.179.134', port: 64_535, user: undefined });
});

test('reads host key and lifetime', () => {
  const text = [
    `${intro}ssh -p 64537 18.209.34.18`,
    '',
    'Use the same SSH public key that you use for your VCS-provider (e.g., GitHub).',
    '',
    'RSA key fingerprint of the host is',
    '  SHA256:gmdDJdpQLMdwGZi7tgZMJvHsbaN3ctAMn8U5paOPasw',
    '  MD5:35:8a:4a:b3:3f:3f:0d:ad:f8:36:44:ce:a7:6e:01:22',
    '',
    'This box will stay up for 2h0m0s, or until 10m0s passes without an active SSH session.',
  ].join('\r\n');
  expect(readSshText(text)).toEqual({
    host: '18.209.34.18',
    port: 64_537,
    user: undefined,
    shells: [],
    hostKey: {
      algorithm: 'ssh-rsa',
      sha256: 'SHA256:gmdDJdpQLMdwGZi7tgZMJvHsbaN3ctAMn8U5paOPasw',
      source: 'provider',
    },
    maxMs: 7_200_000,
    idleMs: 600_000,
  });
});

test("reads Windows' shells, and no program that is none of them", () => {
  const lines = ['bash.exe', 'cmd.exe', 'powershell.exe', 'calc.exe'].map(
    (shell) => `ssh -t -p 54782 35.226.214.52 -- ${shell}`,
  );
  const read = readSshText(lines.map((line) => `    $ ${line}\n`).join(''));
  expect(read).toMatchObject({ host: '35.226.214.52', port: 54_782 });
  expect(read?.shells.map(({ command }) => command)).toEqual(['powershell.exe', 'bash.exe', 'cmd.exe']);
});

test.each([
  '',
  'You can now SSH into this box if your SSH public key is added:',
  'Add your ssh key to GitHub first',
  'ssh -oProxyCommand=id -p 22 203.0.113.7',
  'ssh -p 22 -oProxyCommand=id',
  'ssh -p 22 -- 203.0.113.7',
  'ssh -p 0 203.0.113.7',
  'ssh -p 65536 203.0.113.7',
  'ssh -p twenty 203.0.113.7',
  'ssh -p 22 $(id)@203.0.113.7',
  'ssh -p 22 -l@203.0.113.7',
  'ssh -p 22 203.0.113.7;id',
  'ssh -p 22 \u202E7.311.0.302',
  'openssh -p 22 203.0.113.7',
])('finds no address in "%s"', (text) => {
  expect(readSshText(text)).toBeUndefined();
});

test('a very long text takes no time', async () => {
  const text = `${'ssh '.repeat(500_000)}\n${'$ ssh -t'.repeat(100_000)}`;
  expect(await processorMs(() => expect(readSshText(text)).toBeUndefined())).toBeLessThan(1000);
});

test.each([
  ['2h0m0s', 7_200_000],
  ['10m0s', 600_000],
  ['1.5h', 5_400_000],
  ['45s', 45_000],
  ['1h0m0.5s', 3_600_500],
  ['250ms', 250],
  ['soon', undefined],
  ['10', undefined],
  ['-5m', undefined],
  ['', undefined],
])('"%s" is %s ms', (text, expected) => {
  expect(parseGoDuration(text)).toBe(expected);
});
