import { describe, expect, test } from 'vitest';
import type { PastedMachine } from '../../../main/lib/paste/paste.ts';
import { readPaste } from '../../../main/lib/paste/read-paste.ts';

/** A machine as a test expects it: the form's parts and the secrets side by side. */
type Expected = Partial<PastedMachine['form']> & Omit<PastedMachine, 'form'>;

function machines(text: string): Expected[] {
  const read = readPaste(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value.machines.map(({ form, ...secrets }) => {
    const { jumps, ...parts } = form;
    return { ...parts, ...(jumps.length === 0 ? {} : { jumps }), ...secrets };
  });
}

function notes(text: string): string {
  const read = readPaste(text);
  return read.ok ? read.value.notes.join('\n') : '';
}

const sha256 = `SHA256:${'gmdDJdpQLMdwGZi7tgZMJvHsba'.padEnd(43, 'N3')}`;
const hostKey = { algorithm: 'RSA', sha256, source: 'provider' as const };
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${'QUJD'.repeat(16)}\n${'REVG'.repeat(7)}==\n-----END RSA PRIVATE KEY-----\n`;
const openssh = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3Bl'.repeat(16)}\n-----END OPENSSH PRIVATE KEY-----\n`;
const utf16 = (text: string): string => `\u00FF\u00FE${[...text].map((letter) => `${letter}\0`).join('')}`;
const rdpFile = (...lines: string[]): string => ['screen mode id:i:2', ...lines, 'audiomode:i:0', ''].join('\r\n');
const builder = { kind: 'vnc' as const, host: '199.7.162.132', port: 28486, user: 'builder', password: 'aB2-x_9Q' };
/** What Codemagic shows stands for a screen of either kind. */
const builders = [builder, { ...builder, kind: 'rdp' as const }];
const loan = { kind: 'ssh' as const, host: '1.tcp.ngrok.io', port: 12345, user: 'vagrant' };

describe('what the services show', () => {
  test.each<[what: string, text: string, expected: Expected[]]>([
    [
      'CircleCI, through its proxy',
      'You can now SSH into this job if your SSH public key is added:\n    $ ssh 057f0065-7e6d-0@ssh.circleci.com\n',
      [{ kind: 'ssh', host: 'ssh.circleci.com', port: 22, user: '057f0065-7e6d-0' }],
    ],
    [
      'CircleCI, directly, with its colours and the rest of its text',
      `\u001b[1mYou can now SSH into this box if your SSH public key is added:\u001b[0m\r\n    $ ssh -p 64537 18.209.34.18\r\n\r\nUse the same SSH public key that you use for your VCS-provider (e.g., GitHub).\r\n\r\nRSA key fingerprint of the host is\r\n  ${sha256}\r\n  MD5:35:8a:4a\r\n\r\nThis box will stay up for 2h0m0s, or until 10m0s passes without an active SSH session.\r\n`,
      [{ kind: 'ssh', host: '18.209.34.18', port: 64537, user: 'circleci', hostKey }],
    ],
    [
      'CircleCI, on Windows with three shells',
      'You can now SSH into this box if your SSH public key is added:\n    $ ssh -t -p 54782 35.226.214.52 -- bash.exe\n    $ ssh -t -p 54782 35.226.214.52 -- cmd.exe\n    $ ssh -t -p 54782 35.226.214.52 -- powershell.exe\n',
      ['bash.exe', 'cmd.exe', 'powershell.exe'].map((command) => ({
        kind: 'ssh' as const,
        host: '35.226.214.52',
        port: 54782,
        user: 'circleci',
        command,
      })),
    ],
    [
      'CircleCI, direct and not the address before it',
      'Adding key for user@example.com\n... ssh -p 64535 3.239.179.134',
      [{ kind: 'ssh', host: '3.239.179.134', port: 64535 }],
    ],
    [
      'CircleCI, both forms',
      '$ ssh abc-0@ssh.circleci.com\n$ ssh -p 64535 circleci@3.239.179.134\n$ ssh abc-0@ssh.circleci.com',
      [
        { kind: 'ssh', host: 'ssh.circleci.com', port: 22, user: 'abc-0' },
        { kind: 'ssh', host: '3.239.179.134', port: 64535, user: 'circleci' },
      ],
    ],
    [
      'Bitrise, the SSH tab',
      'Command\nssh -o StrictHostKeyChecking=no vagrant@1.tcp.ngrok.io -p 12345\nCopy\nPassword\np-W_1!\nCopy',
      [{ ...loan, password: 'p-W_1!' }],
    ],
    [
      'Bitrise, the command and the password below it',
      'ssh -o StrictHostKeyChecking=no vagrant@1.tcp.ngrok.io -p 12345\n\np-W_1!\n',
      [{ ...loan, password: 'p-W_1!' }],
    ],
    ['Bitrise, the password first', 'p-W_1!\nssh vagrant@1.tcp.ngrok.io -p 12345', [{ ...loan, password: 'p-W_1!' }]],
    [
      'Bitrise, in one line',
      'Command: ssh vagrant@1.tcp.ngrok.io -p 12345 Password: p-W_1!',
      [{ ...loan, password: 'p-W_1!' }],
    ],
    [
      'Bitrise, both tabs',
      'SSH\nCommand: ssh vagrant@1.tcp.ngrok.io -p 12345\nPassword: one\nScreen share\nURL: vnc://2.tcp.ngrok.io:5444\nUsername: vagrant\nPassword: two',
      [
        { ...loan, password: 'one' },
        { kind: 'vnc', host: '2.tcp.ngrok.io', port: 5444, user: 'vagrant', password: 'two' },
      ],
    ],
    [
      'Bitrise, the screen share tab, labels and values in lines of their own',
      'Screen share\nURL\n2.tcp.ngrok.io:17171\nUsername\nvagrant\nPassword\nab:cd ef',
      [{ kind: 'vnc', host: '2.tcp.ngrok.io', port: 17171, user: 'vagrant', password: 'ab:cd ef' }],
    ],
    [
      'Bitrise, the draft of 2019',
      'ssh user:password@access.bitrise.io -p 13377',
      [{ kind: 'ssh', host: 'access.bitrise.io', port: 13377, user: 'user', password: 'password' }],
    ],
    [
      'Bitrise, for VS Code',
      'bitrise :remote auto -H 1.tcp.ngrok.io -P 12345 -U vagrant -p p-W_1!',
      [{ ...loan, password: 'p-W_1!' }],
    ],
    [
      'Bitrise, for VS Code in long words',
      "$ bitrise :remote vscode --password='p W' --user=vagrant --port 12345 --host 1.tcp.ngrok.io",
      [{ ...loan, password: 'p W' }],
    ],
    ['Codemagic, the address', 'Host: 199.7.162.132 Port: 28486 Username: builder Password: aB2-x_9Q', builders],
    ['Codemagic, in lines', 'Host: 199.7.162.132\nPort: 28486\nUsername: builder\nPassword: aB2-x_9Q', builders],
    [
      'Codemagic, with the command that is not run',
      'curl https://api.codemagic.io/ssh-access/eyJi.X/ssh_access_script.sh | bash\nHost: 199.7.162.132 Port: 28486 Username: builder Password: aB2-x_9Q',
      builders,
    ],
    [
      'Codemagic, the script with the key in a variable',
      `#!/bin/bash\nset -e\nKEY="${pem.trim()}"\nKEY_FILE=$(mktemp)\necho "$KEY" > $KEY_FILE\nchmod 600 $KEY_FILE\nssh -i $KEY_FILE -o StrictHostKeyChecking=no -p 28486 builder@199.7.162.132\nrm $KEY_FILE\n`,
      [{ kind: 'ssh', host: '199.7.162.132', port: 28486, user: 'builder', privateKey: pem }],
    ],
    [
      'Codemagic, the script with a key of another kind, indented in a here-document',
      `cat > ~/.ssh/cm <<EOF\n    ${openssh.trim().replaceAll('\n', '\n    ')}\nEOF\nssh builder@199.7.162.132 -p 28486 -i ~/.ssh/cm`,
      [{ kind: 'ssh', host: '199.7.162.132', port: 28486, user: 'builder', privateKey: openssh }],
    ],
    [
      'Codemagic, the script with everything in variables and the key packed once more',
      `HOST=199.7.162.132\nexport PORT="28486"\necho ${btoa(pem)} | base64 -d > key\nssh -i key -p $PORT "builder@${'${HOST}'}"`,
      [{ kind: 'ssh', host: '199.7.162.132', port: 28486, user: 'builder', privateKey: pem }],
    ],
    [
      "Codemagic, its API's answer",
      '{"data":{"ssh":{"script_url":"https://api.codemagic.io/x"},"vnc":{"host":"199.7.162.132","port":28486,"username":"builder","password":"aB2-x_9Q"}}}',
      builders,
    ],
    [
      'tmate',
      'web session read only: https://tmate.io/t/ro-abc\nssh session read only: ssh ro-abc@nyc1.tmate.io\nweb session: https://tmate.io/t/abc\nssh session: ssh abc@nyc1.tmate.io',
      [
        { kind: 'ssh', host: 'nyc1.tmate.io', port: 22, user: 'ro-abc' },
        { kind: 'ssh', host: 'nyc1.tmate.io', port: 22, user: 'abc' },
      ],
    ],
    [
      'upterm',
      '┌──────────────┬────────────────────────────────────┐\n│ SSH Command: │ ssh tOk3n:MTAuMC4wLjE6MjI=@uptermd.upterm.dev │\n└──────────────┴───┘',
      [{ kind: 'ssh', host: 'uptermd.upterm.dev', port: 22, user: 'tOk3n:MTAuMC4wLjE6MjI=' }],
    ],
  ])('%s', (_what, text, expected) => {
    expect(machines(text)).toEqual(expected);
  });
});

describe('addresses with labels', () => {
  const anna = { kind: 'ssh' as const, host: 'h.example.com', port: 2222, user: 'anna', password: 'p w' };
  test.each([
    ['Host: h.example.com\nPort: 2222\nUser: anna\nPassword: p w'],
    ['Password: p w\nUser: anna\nPort: 2222\nHost: h.example.com'],
    ['port=2222\nhostname = h.example.com\nLogin: anna\nPass: "p w"'],
    ['**Host:** h.example.com\n**Port:** 2222\n**User:** anna\n**Password:** p w'],
    ['- Server: `h.example.com`\n- SSH port: 2222\n- User name: anna\n- Password: `p w`'],
    ['Host\th.example.com\nPort\t2222\nUsername\tanna\nPassword\tp w'],
    ['Host      h.example.com\nPort      2222\nUser      anna\nPassword  p w'],
    ['IP\nh.example.com\nPort\n2222\nUsername\nanna\nPassword\np w'],
    ['Address: h.example.com:2222 User: anna Password: p w'],
    ['URL: ssh://h.example.com:2222\nUser: anna\nPassword: p w'],
    ['SSH host: anna@h.example.com:2222\nPassword: p w'],
    ['Host my-box\n  HostName h.example.com\n  User anna\n  Port 2222\nPassword: p w'],
  ])('%j', (text) => {
    expect(machines(text)).toEqual([anna]);
  });

  test('words with a space between them, with and without commas', () => {
    expect(machines('user anna password p-w, port 2222 and host h.example.com')).toEqual([
      { ...anna, password: 'p-w' },
    ]);
    expect(machines('host h.example.com, port 2222, user anna, password p-w')).toEqual([{ ...anna, password: 'p-w' }]);
  });

  test('nothing but an address, or with user and password below or beside it', () => {
    const bare = { kind: 'ssh', host: '192.159.66.83', port: 16543 };
    expect(machines('192.159.66.83:16543')).toEqual([bare]);
    expect(machines('192.159.66.83:16543\nanna\np-w1')).toEqual([{ ...bare, user: 'anna', password: 'p-w1' }]);
    expect(machines('192.159.66.83:16543 anna p-w1')).toEqual([{ ...bare, user: 'anna', password: 'p-w1' }]);
    expect(machines('anna@192.159.66.83:16543 p-w1')).toEqual([{ ...bare, user: 'anna', password: 'p-w1' }]);
    expect(machines('[::1]:22')).toEqual([{ kind: 'ssh', host: '::1', port: 22 }]);
    expect(machines('[2001:db8::7]:2200')).toEqual([{ kind: 'ssh', host: '2001:db8::7', port: 2200 }]);
  });

  test('one word that may be a user or a password is used as neither', () => {
    expect(machines('192.159.66.83:16543\nhm-m')).toEqual([{ kind: 'ssh', host: '192.159.66.83', port: 16543 }]);
    expect(notes('192.159.66.83:16543\nhm-m')).toMatch(/write “User:” or “Password:”/);
    expect(notes('192.159.66.83:16543\nhm-m')).not.toContain('hm-m');
  });

  test('two doors of one machine, and a password for each', () => {
    expect(
      machines('SSH\nHost: h.example.com\nPort: 22\nUser: anna\nPassword: one\nVNC\nPort: 5901\nPassword: two'),
    ).toEqual([
      { kind: 'ssh', host: 'h.example.com', port: 22, user: 'anna', password: 'one' },
      { kind: 'vnc', host: 'h.example.com', port: 5901, user: 'anna', password: 'two' },
    ]);
  });

  test('a password goes to no other place than its own', () => {
    expect(machines('ssh anna@one\nvnc://anna:secret@two')).toEqual([
      { kind: 'ssh', host: 'one', port: 22, user: 'anna' },
      { kind: 'vnc', host: 'two', port: 5900, user: 'anna', password: 'secret' },
    ]);
    expect(
      machines('ssh anna@one -- a\nssh anna@one -- b\nssh anna@two\nPassword: secret').map(({ password }) => password),
    ).toEqual([undefined, undefined, 'secret']);
    expect(machines('ssh anna@one -- a\nssh anna@one -- b\nPassword: secret').map(({ password }) => password)).toEqual([
      'secret',
      'secret',
    ]);
  });

  test('a port says what answers there when nothing else does', () => {
    expect(machines('Host: win\nPort: 3389\nUser: ACME\\anna')).toEqual([
      { kind: 'rdp', host: 'win', port: 3389, user: 'ACME\\anna' },
    ]);
    expect(machines('mac.example.com:5900')).toEqual([{ kind: 'vnc', host: 'mac.example.com', port: 5900 }]);
    expect(machines('RDP host: win\nUser: anna')).toEqual([{ kind: 'rdp', host: 'win', port: 3389, user: 'anna' }]);
  });
});

describe('links and remote desktop files', () => {
  test.each<[text: string, expected: Expected]>([
    [
      'vnc://anna:p%3Aw@mac.example.com:5901',
      { kind: 'vnc', host: 'mac.example.com', port: 5901, user: 'anna', password: 'p:w' },
    ],
    ['vnc://:secret@mac.example.com', { kind: 'vnc', host: 'mac.example.com', port: 5900, password: 'secret' }],
    ['Open vnc://anna@[::1]:5902/ now.', { kind: 'vnc', host: '::1', port: 5902, user: 'anna' }],
    ['ssh://anna@h.example.com:2200', { kind: 'ssh', host: 'h.example.com', port: 2200, user: 'anna' }],
    [
      'rdp://full%20address=s:win.example.com:3390&audiomode=i:2&username=s:ACME%5Canna',
      { kind: 'rdp', host: 'win.example.com', port: 3390, user: 'ACME\\anna' },
    ],
    ['rdp://anna@win.example.com', { kind: 'rdp', host: 'win.example.com', port: 3389, user: 'anna' }],
    [
      rdpFile('full address:s:win.example.com:3390', 'username:s:anna'),
      { kind: 'rdp', host: 'win.example.com', port: 3390, user: 'anna' },
    ],
    [
      utf16(rdpFile('full address:s:10.0.0.9', 'server port:i:3391', 'username:s:anna', 'domain:s:ACME')),
      { kind: 'rdp', host: '10.0.0.9', port: 3391, user: 'ACME\\anna' },
    ],
    [
      `\uFEFF${rdpFile('username:s:.\\Administrator', 'alternate full address:s:[2001:db8::7]:3389')}`,
      { kind: 'rdp', host: '2001:db8::7', port: 3389, user: '.\\Administrator' },
    ],
  ])('%j', (text, expected) => {
    expect(machines(text)).toEqual([expected]);
  });

  test('what an .rdp file wants beyond the address is said not to be followed', () => {
    const text = rdpFile(
      'full address:s:win',
      'gatewayhostname:s:gw.example.com',
      'gatewayusagemethod:i:1',
      'password 51:b:01000000D08C9DDF',
      'alternate shell:s:calc.exe',
    );
    expect(notes(text)).toMatch(/gateway, which is not supported/);
    expect(notes(text)).toMatch(/type it instead/);
    expect(notes(text)).toMatch(/is not started/);
    expect(notes(text)).not.toContain('01000000D08C9DDF');
    expect(notes(rdpFile('full address:s:win', 'gatewayhostname:s:', 'gatewayusagemethod:i:4'))).toBe('');
  });
});

describe('a command within a sentence', () => {
  test.each<[text: string, expected: Expected]>([
    ['Run `ssh me@h.example.com -p 2200` to connect.', { kind: 'ssh', host: 'h.example.com', port: 2200, user: 'me' }],
    [
      'You can connect with ssh me@h.example.com -p 2200.',
      { kind: 'ssh', host: 'h.example.com', port: 2200, user: 'me' },
    ],
    ['1. ssh me@h.example.com -p 2200', { kind: 'ssh', host: 'h.example.com', port: 2200, user: 'me' }],
    [
      '```\n$ ssh me@h.example.com \\\n    -p 2200\n```',
      { kind: 'ssh', host: 'h.example.com', port: 2200, user: 'me' },
    ],
    [
      'export SSHPASS=s3\nsshpass -e ssh me@h.example.com',
      { kind: 'ssh', host: 'h.example.com', port: 22, user: 'me', password: 's3' },
    ],
  ])('%j', (text, expected) => {
    expect(machines(text)).toEqual([expected]);
  });
});

test('everything guessed or left out is said', () => {
  expect(notes('ssh -o StrictHostKeyChecking=no me@h')).toMatch(/host key is not followed/);
  expect(notes('ssh me@h\nsecret')).toMatch(/taken for the password/);
  expect(notes('Host: 1.2.3.4 Port: 28486 Username: builder Password: x')).toMatch(/over RDP on Windows/);
  expect(notes('curl https://api.codemagic.io/ssh-access/x/ssh_access_script.sh | bash\n1.2.3.4:5900')).toMatch(
    /was not run/,
  );
  expect(notes('ssh -p 2222 h')).toMatch(/No user is named/);
  expect(notes('ssh me@one\nssh me@-x')).toMatch(/A part was left out\. .*begins with a dash/);
});
