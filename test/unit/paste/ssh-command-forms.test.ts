import { expect, test } from 'vitest';
import { readSshCommand } from '../../../main/lib/paste/ssh-command.ts';

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('reads the same machine out of every order and spelling of its options', () => {
  const random = createRandom(20_260_822);
  const pick = <T>(...choices: [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0];
  const quoted = (text: string): string => pick(text, `"${text}"`, `'${text}'`);
  for (let round = 0; round < 3_000; round += 1) {
    const host = pick('h', 'ssh.circleci.com', '10.0.0.1', 'a-b.c_d', '2001:db8::1');
    const port = 1 + Math.floor(random() * 65_535);
    const user = pick('me', 'a.b-c', '057f-0', 'x_y', 'name+tag');
    const file = pick('~/.ssh/id', '/k/my-key', 'C:\\k\\id');
    const command = pick(undefined, 'uptime', 'ls -la /tmp');
    const options = [
      pick(
        `-p ${port}`,
        `-p${port}`,
        `-o Port=${port}`,
        `-oPort=${port}`,
        `-o "port ${port}"`,
        `-tp ${port}`,
        `-vvp${port}`,
      ),
      pick(`-i ${quoted(file)}`, `-i${file}`, `-o IdentityFile=${file}`, `-qi ${file}`),
      pick('', '-tt', '-AX', '-4C', '-o LogLevel=ERROR', '-o StrictHostKeyChecking=no', '-e none', '-L 1:h:2'),
      pick('', '-v', '-o ConnectTimeout=5', '-D 1080'),
    ];
    const isInHost = random() < 0.5;
    if (!isInHost) options.push(pick(`-l ${user}`, `-l${user}`, `-o User=${user}`, `-Tl ${quoted(user)}`));
    const shuffled = options.map((option) => ({ option, key: random() })).toSorted((one, other) => one.key - other.key);
    const cut = Math.floor(random() * (shuffled.length + 1));
    const place = quoted(`${isInHost ? `${user}@` : ''}${host}`);
    const words = [
      pick('', '$', '>', 'me@box:~$', 'PS C:\\>'),
      pick('ssh', '/usr/bin/ssh', 'ssh.exe', 'command ssh'),
      ...shuffled.slice(0, cut).map(({ option }) => option),
      place,
      ...shuffled.slice(cut).map(({ option }) => option),
      pick('', command === undefined ? '' : '--'),
      command ?? '',
    ];
    const line = words.filter((word) => word !== '').join(pick(' ', '  ', ' \\\n  '));
    const read = readSshCommand(line);
    expect(read, line).toMatchObject({ ok: true, value: { host, port, user, identityFile: file } });
    expect(read.ok ? read.value.command : undefined, line).toBe(command);
  }
});
