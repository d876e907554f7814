import { describe, expect, test } from 'vitest';
import { machineFormSchema } from '../../../main/contract/machine-form.ts';
import { readPaste } from '../../../main/lib/paste/read-paste.ts';
import { processorMs } from '../../fixtures/processor-time.ts';

describe('a text that is not to be followed', () => {
  test.each<[text: string, message: RegExp]>([
    ['', /no address/],
    ['hello', /no address/],
    ['Use ssh to connect to your machine.', /no address/],
    ['https://app.bitrise.io/build/1', /no address/],
    ['-oProxyCommand=touch /tmp/x', /no address/],
    ['ssh -oProxyCommand=touch h', /ProxyCommand/],
    ['ssh -- -oProxyCommand=x', /begins with a dash/],
    ['Host: -oProxyCommand=x\nUser: me', /begins with a dash/],
    ['URL: vnc://-oProxyCommand=x', /begins with a dash/],
    ['vnc://me@-x:5900', /begins with a dash/],
    ['rdp://full%20address=s:-x', /begins with a dash/],
    ['full address:s:-x:3389', /begins with a dash/],
    ['full address:s:', /no computer/],
    ['rdp://username=s:anna', /no computer/],
    ['bitrise :remote auto -H -x -P 22 -U u -p pw', /begins with a dash/],
    [
      'bitrise :remote vscode --host <HOSTNAME> --port <PORT> --user <USER> --password <PASSWORD>',
      /placeholder in it: “<HOSTNAME>”/,
    ],
    ['ssh -p 000000 me@h', /not a port/],
    ['me@h:70000', /not a port/],
    ['Host: h\nPort: 70000\nUser: me', /port/],
    ['Host: h\nPort: x22\nUser: me', /port/],
    ['ssh me@ho\u202Est.com', /cannot be seen/],
    ['Host: ho\u200Bst', /cannot be seen/],
    ['ssh me@$HOST', /variable/],
    ['H=h\nssh me@$H', /variable/],
    [
      'KEY="-----BEGIN PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5P\n-----END PRIVATE KEY-----"\nssh me@$(hostname)',
      /variable/,
    ],
    ['Host: h\nUser: $(id)', /user name|variable/],
    ['Host: h\nUser: -x', /user name/],
    ['curl https://api.codemagic.io/ssh-access/eyJi.X/ssh_access_script.sh | bash', /does not run what was pasted/],
    ['-----BEGIN PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5P\n-----END PRIVATE KEY-----', /no machine that it opens/],
  ])('%j', (text, message) => {
    const read = readPaste(text);
    expect(read).toMatchObject({ ok: false, problem: { code: 'paste-unreadable' } });
    expect(read.ok ? '' : read.problem.message).toMatch(message);
    expect(read.ok ? '' : read.problem.hint).toBeTruthy();
  });
});

test('says no secret in forms, notes and refusals, however the parts are mixed', () => {
  const secret = 'S3CR3T-x';
  const parts = [
    `Password: ${secret}`,
    `ssh me:${secret}@h.example.com`,
    `ssh me:${secret}`,
    `ssh -p ${secret} h`,
    `sshpass -p ${secret} ssh me@h`,
    `SSHPASS=${secret} sshpass -e ssh me@h -p 99999`,
    `vnc://me:${secret}@h:99999`,
    `vnc://me:${secret}@h:5900`,
    `vnc://:${secret}@-h`,
    `bitrise :remote auto -H h -P ${secret} -U u -p 22`,
    `bitrise :remote auto -H h -P 22 -U u -p ${secret}`,
    'Host: h.example.com',
    'Port: 2222',
    'User: me',
    'ssh -oProxyCommand=x h',
    'Screen share',
    'me@h.example.com:22',
    `me@h.example.com:22 ${secret}`,
    '-----BEGIN PRIVATE KEY-----\nUzNDUjNULXhTM0NSM1QteA==\n-----END PRIVATE KEY-----',
    'password 51:b:0102',
  ];
  let state = 7;
  const next = (below: number): number => {
    state = Math.imul(state, 48_271) & 0x7fffffff || 1;
    return state % below;
  };
  for (let round = 0; round < 4_000; round += 1) {
    const text = Array.from({ length: 1 + next(5) }, () => parts[next(parts.length)]).join(
      ['\n', '\n\n', '\r\n'][next(3)],
    );
    const read = readPaste(text);
    const shown = read.ok
      ? { forms: read.value.machines.map(({ form }) => form), notes: read.value.notes }
      : read.problem;
    expect(JSON.stringify(shown), text).not.toContain('S3CR3T');
    expect(JSON.stringify(shown), text).not.toContain('UzNDUjNU');
  }
});

test('takes any text without failing, and gives only forms that the contract takes', () => {
  const pieces = [
    'ssh ',
    'sshpass ',
    'me@',
    'h',
    ':',
    '22',
    ' -p ',
    ' -o ',
    '"',
    "'",
    '\\',
    '\n',
    '\t',
    '://',
    'vnc',
    'rdp',
    '@',
    '[',
    ']',
    '::',
    '%',
    '%zz',
    '=',
    '&',
    'Host: ',
    'Password',
    '-',
    '--',
    '#',
    ';',
    '$(',
    '`',
    '\u202E',
    '\0',
    '\u001b[',
    '-----BEGIN PRIVATE KEY-----',
    'full address:s:',
    'bitrise :remote ',
  ];
  let state = 11;
  const next = (below: number): number => {
    state = Math.imul(state, 48_271) & 0x7fffffff || 1;
    return state % below;
  };
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)]).join('');
    const read = readPaste(text);
    expect(read.ok ? 'paste-unreadable' : read.problem.code, JSON.stringify(text)).toBe('paste-unreadable');
    for (const { form } of read.ok ? read.value.machines : []) {
      expect(machineFormSchema.safeParse(form).success, JSON.stringify(text)).toBe(true);
      expect(form.host, JSON.stringify(text)).not.toMatch(/^-|[\s\p{C}]/u);
    }
  }
});

test(
  'reads the longest text that may be pasted within seconds, whatever it is made of',
  { timeout: 120_000 },
  async () => {
    const longest = 65_536;
    const made = [
      'a',
      ':',
      '>',
      '[',
      '"',
      '\\',
      'ssh ',
      'ssh a',
      'ssh -p ',
      'host: ',
      'Host:a ',
      'user ',
      'x@',
      'Password',
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN RSA PRIVATE KEY-----\nA',
      '\u001b[',
      '\u001b]',
      'vnc://',
      'rdp://a=',
      'full address:s:',
      '`ssh ',
      '(ssh ',
      ' bitrise :remote ',
      'SSHPASS=',
      '%',
      '\n',
      'ssh me@h \\\n',
      '1.2.3.4:5\n',
      'RSA key fingerprint ',
      'ssh a a: ',
      'a/',
      'SSHPASS=x ',
    ];
    for (const piece of made) {
      const text = piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest);
      expect(await processorMs(() => readPaste(text)), JSON.stringify(piece)).toBeLessThan(3_000);
    }
  },
);

const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END RSA PRIVATE KEY-----\n`;
/** 64 KB, the most that the window may send: `before`, then as often as it fits, `again`, then `after`. */
const filled = (before: string, again: string, after = ''): string =>
  before + again.repeat(Math.floor((65_536 - before.length - after.length) / again.length)) + after;

test.each([
  ['spaces within a command', filled('ssh ', ' ', '!')],
  ['tabs within a command', filled('ssh me@h', '\t', '!')],
  ['lines of a box within a command', filled('ssh ', '─', '!')],
  ['an option with nothing but spaces in it', filled('ssh -o "User=x', ' ', 'y" h')],
  ['a label again and again within quotation marks', filled('ssh "', ' password: ', '')],
  ['a script with a key and a line of spaces', filled(KEY, ' ', '!')],
  ['a script with a key and an assignment that never ends', filled(`${KEY}A=B`, ' ', '!')],
  ['beginnings of keys', filled('', '-----BEGIN RSA PRIVATE KEY-----\n')],
  ['labels', filled('', 'user ')],
  ['commands', filled('', 'ssh a;')],
  ['sshpass that starts sshpass', filled('', 'sshpass ')],
  ['passwords of sshpass', filled('', 'sshpass -p ')],
])('is done soon with %s', async (_what, text) => {
  // Ten seconds and more before this was looked after; generous to slow computers.
  expect(await processorMs(() => readPaste(text))).toBeLessThan(3_000);
});
