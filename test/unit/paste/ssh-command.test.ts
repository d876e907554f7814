import { describe, expect, test } from 'vitest';
import { readSshCommand, type SshCommand } from '../../../main/lib/paste/ssh-command.ts';

type Expected = Partial<Omit<SshCommand, 'notes'>> & { notes?: RegExp[] };

const jobUser = '057f0065-7e6d-4912-921b-50917ff046a3-0';
const upterm = 'Ky5xkTq8aBcD:MTAuMjQ0LjAuNDY6MjIyMg==';

/** Commands in every form people and services write them, and what they say. */
const commands: [line: string, expected: Expected][] = [
  ['ssh host', { host: 'host' }],
  ['ssh me@host', { host: 'host', user: 'me' }],
  ['ssh me@host.example.com -p 2222', { host: 'host.example.com', user: 'me', port: 2222 }],
  ['ssh -p2222 me@host', { host: 'host', user: 'me', port: 2222 }],
  ['ssh -p 2222 -l me host', { host: 'host', user: 'me', port: 2222 }],
  ['ssh host -lme', { host: 'host', user: 'me' }],
  // The first of two values counts, as for OpenSSH.
  ['ssh -l one two@host -p 1 -p 2', { host: 'host', user: 'one', port: 1 }],
  ['ssh two@host -l one', { host: 'host', user: 'two' }],
  ['ssh -tt me@host', { host: 'host', user: 'me' }],
  ['ssh -AtX me@host', { host: 'host', user: 'me', notes: [/Not used: -A, -X/] }],
  ['ssh -Atp2200 me@host', { host: 'host', user: 'me', port: 2200, notes: [/-A/] }],
  ['ssh -4vNT -L 5902:localhost:5901 me@host', { host: 'host', user: 'me', notes: [/-N, -L/] }],
  ['ssh -i ~/.ssh/ci me@host', { host: 'host', user: 'me', identityFile: '~/.ssh/ci' }],
  ['ssh -i "/home/me/my keys/ci" me@host', { host: 'host', user: 'me', identityFile: '/home/me/my keys/ci' }],
  ['ssh -i /home/me/my\\ keys/ci me@host', { host: 'host', user: 'me', identityFile: '/home/me/my keys/ci' }],
  ['ssh -i one -i two host', { host: 'host', identityFile: 'one', notes: [/first key file/] }],
  ['ssh -o Port=2222 -o User=me host', { host: 'host', user: 'me', port: 2222 }],
  ['ssh -oPort=2222 -o "User me" host', { host: 'host', user: 'me', port: 2222 }],
  ["ssh -o 'Port = 2222' host", { host: 'host', port: 2222 }],
  ['ssh -o HostName=10.0.0.5 box', { host: '10.0.0.5' }],
  ['ssh -o IdentityFile=~/.ssh/ci host', { host: 'host', identityFile: '~/.ssh/ci' }],
  ['ssh -o RemoteCommand=tmux host', { host: 'host', command: 'tmux' }],
  ['ssh -o ProxyCommand=none host', { host: 'host' }],
  [
    'ssh -o StrictHostKeyChecking=no vagrant@1.tcp.ngrok.io -p 12345',
    { host: '1.tcp.ngrok.io', user: 'vagrant', port: 12345, notes: [/host key is not followed/] },
  ],
  [
    'ssh -oStrictHostKeyChecking=accept-new -o UserKnownHostsFile=/dev/null host',
    { host: 'host', notes: [/not followed/] },
  ],
  ['ssh -o StrictHostKeyChecking=yes host', { host: 'host' }],
  ['ssh -o ServerAliveInterval=30 -o ForwardAgent=yes host', { host: 'host', notes: [/Not used: -o ForwardAgent\./] }],
  [
    'ssh -J one,me@two:2222 host',
    {
      host: 'host',
      jumps: [
        { host: 'one', port: 22 },
        { host: 'two', port: 2222, user: 'me' },
      ],
    },
  ],
  ['ssh -J none host', { host: 'host' }],
  ['ssh -o ProxyJump=ssh://me@[::1]:2200 host', { host: 'host', jumps: [{ host: '::1', port: 2200, user: 'me' }] }],
  [
    'ssh user:password@access.bitrise.io -p 13377',
    { host: 'access.bitrise.io', user: 'user', password: 'password', port: 13377 },
  ],
  ['ssh me:p@ss:w@host', { host: 'host', user: 'me', password: 'p@ss:w' }],
  ['ssh ssh://me@host:2200/', { host: 'host', user: 'me', port: 2200 }],
  ['ssh ssh://me:p%40ss@host', { host: 'host', user: 'me', password: 'p@ss' }],
  ['ssh me@host:2200', { host: 'host', user: 'me', port: 2200 }],
  ['ssh me@::1', { host: '::1', user: 'me' }],
  ['ssh me@[::1]:2200', { host: '::1', user: 'me', port: 2200 }],
  ['ssh me@2001:db8::7', { host: '2001:db8::7', user: 'me' }],
  ['ssh me@host uptime', { host: 'host', user: 'me', command: 'uptime' }],
  ['ssh me@host -p 22 -- -x --help', { host: 'host', user: 'me', command: '-x --help' }],
  ['ssh -- host -p 2222', { host: 'host', command: '-p 2222' }],
  ["ssh -t me@host 'cd /srv && exec bash -l'", { host: 'host', user: 'me', command: 'cd /srv && exec bash -l' }],
  ['ssh me@host "echo $HOME `id` $(id)"', { host: 'host', user: 'me', command: 'echo $HOME `id` $(id)' }],
  ['ssh me@host; rm -rf ~', { host: 'host', user: 'me', notes: [/after “;” was left out/] }],
  ['ssh me@host | tee log', { host: 'host', user: 'me', notes: [/after “\|”/] }],
  ['ssh me@host # the box', { host: 'host', user: 'me' }],
  ['$ ssh me@host', { host: 'host', user: 'me' }],
  ['> ssh me@host', { host: 'host', user: 'me' }],
  ['$ > ssh me@host', { host: 'host', user: 'me' }],
  ['me@laptop:~/work$ ssh me@host', { host: 'host', user: 'me' }],
  ['PS C:\\Users\\me> ssh.exe -i C:\\keys\\ci me@host', { host: 'host', user: 'me', identityFile: 'C:\\keys\\ci' }],
  ['C:\\Users\\me>ssh me@host', { host: 'host', user: 'me' }],
  ['& "C:\\Program Files\\OpenSSH\\ssh.exe" me@host', { host: 'host', user: 'me' }],
  ['/usr/bin/ssh me@host', { host: 'host', user: 'me' }],
  ['TERM=xterm exec ssh me@host', { host: 'host', user: 'me' }],
  ['autossh -M 0 -p 2222 me@host', { host: 'host', user: 'me', port: 2222 }],
  ['ssh -p 2222 \\\n    -i ci \\\r\n  me@host', { host: 'host', user: 'me', port: 2222, identityFile: 'ci' }],
  ["sshpass -p 'pass word' ssh me@host", { host: 'host', user: 'me', password: 'pass word' }],
  ['sshpass -psecret ssh -p 2222 me@host', { host: 'host', user: 'me', port: 2222, password: 'secret' }],
  ['sshpass -p se\\$cret ssh me@host', { host: 'host', user: 'me', password: 'se$cret' }],
  ['SSHPASS="pass word" sshpass -e ssh me@host', { host: 'host', user: 'me', password: 'pass word' }],
  ['sshpass -e ssh me@host', { host: 'host', user: 'me', notes: [/SSHPASS/] }],
  ['sshpass -f ~/pw ssh me@host', { host: 'host', user: 'me', notes: [/file with the password/] }],
  // CircleCI: through its proxy, directly, and on Windows.
  [`$ ssh ${jobUser}@ssh.circleci.com`, { host: 'ssh.circleci.com', user: jobUser }],
  [`$ ssh -p 443 ${jobUser}@ssh.circleci.com`, { host: 'ssh.circleci.com', user: jobUser, port: 443 }],
  ['$ ssh -p 64535 3.239.179.134', { host: '3.239.179.134', port: 64535 }],
  ['    ssh -p 64625 ubuntu@54.221.135.43', { host: '54.221.135.43', port: 64625, user: 'ubuntu' }],
  [
    '$ ssh -t -p 54782 35.226.214.52 -- powershell.exe',
    { host: '35.226.214.52', port: 54782, command: 'powershell.exe' },
  ],
  [
    'ssh -p 64625 ubuntu@54.221.135.43 -L 5902:localhost:5901',
    { host: '54.221.135.43', port: 64625, user: 'ubuntu', notes: [/-L/] },
  ],
  // Others who lend machines.
  ['ssh gDq3vXkYbT5hHzZ@nyc1.tmate.io', { host: 'nyc1.tmate.io', user: 'gDq3vXkYbT5hHzZ' }],
  ['ssh ro-gDq3vXkY@lon1.tmate.io', { host: 'lon1.tmate.io', user: 'ro-gDq3vXkY', notes: [/read-only/] }],
  [`ssh ${upterm}@uptermd.upterm.dev`, { host: 'uptermd.upterm.dev', user: upterm }],
  [`ssh ${upterm}@relay.example.com`, { host: 'relay.example.com', user: upterm }],
];

describe('an ssh command', () => {
  test.each(commands)('%s', (line, { notes = [], ...expected }) => {
    const read = readSshCommand(line);
    if (!read.ok) throw new Error(read.problem.message);
    const { notes: said, ...command } = read.value;
    expect(command).toEqual({ port: 22, jumps: [], ...expected });
    expect(said).toHaveLength(notes.length);
    notes.forEach((note, index) => expect(said[index]).toMatch(note));
  });

  test.each<[line: string, reason: RegExp]>([
    ['ssh', /names no host/],
    ['ssh -p 2222', /names no host/],
    ['ssh -p', /-p lacks its value/],
    ['ssh -Z host', /no option of ssh/],
    ['ssh "me@host', /never closed/],
    ['ssh -p 0 host', /“0” is not a port; ports go from 1 to 65535/],
    ['ssh -p 65536 host', /not a port/],
    ['ssh -o StrictHostKeyChecking=no vagrant@1.tcp.ngrok.io -p 000000', /“000000” is not a port/],
    ['ssh -p ssh host', /port is not a number/],
    ['ssh -o Port=x host', /port is not a number/],
    ['ssh -o Port host', /not an option with a value/],
    ['ssh -- -oProxyCommand=touch${IFS}x', /begins with a dash/],
    ['ssh me@-oProxyCommand=x', /begins with a dash/],
    ['ssh -o HostName=-x host', /begins with a dash/],
    ['ssh -J -oProxyCommand=x host', /begins with a dash/],
    ["ssh -o ProxyCommand='nc %h %p' host", /ProxyCommand, a program/],
    ['ssh -oproxycommand=x host', /ProxyCommand/],
    ["ssh -o ProxyCommand='upterm proxy wss://x@uptermd.upterm.dev' x@uptermd.upterm.dev:443", /ProxyCommand/],
    ['ssh me@$HOST', /variable of a shell/],
    ['ssh $USER@host', /variable of a shell/],
    ['ssh -l -x host', /not a user name/],
    ['ssh me@ho\u202Est', /cannot be seen/],
    ['ssh me@ho\u200Bst', /cannot be seen/],
    ['ssh me@ho\u0007st', /cannot be seen/],
    ['ssh me@hóst', /not the name or address/],
    ['ssh me@host:99999', /not a port/],
    ['ssh me@fe80::1%eth0', /not the name or address/],
    ['ssh ssh://me:%zz@host', /percent sign/],
    ['scp me@host:file .', /no ssh command/],
    ['mosh me@host', /no ssh command/],
    ['sshpass -p x scp a b', /no ssh command/],
  ])('is refused plainly: %s', (line, reason) => {
    const read = readSshCommand(line);
    expect(read).toMatchObject({ ok: false, problem: { code: 'paste-unreadable' } });
    expect(read.ok ? '' : read.problem.message).toMatch(reason);
    expect(read.ok ? '' : read.problem.hint).toBeTruthy();
  });
});
