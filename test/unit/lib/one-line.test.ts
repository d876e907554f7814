import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oneLineWord } from '../../../main/lib/one-line.ts';

const shells = ['/bin/bash', '/bin/sh', '/bin/zsh', '/usr/bin/dash'].filter((shell) => existsSync(shell));

const texts: [what: string, text: string][] = [
  ['plain words', 'echo one two'],
  ['quotes of all kinds', `echo 'a' "b" \`c\` "it's" $'d'`],
  ['line breaks', 'for w in a b; do\n\techo "$w"\ndone'],
  ['a here document', "cat <<'EOF'\n$HOME \\n !x\nEOF"],
  ['backslashes', 'printf "a\\\\nb\\0101\\c"\nend'],
  ['beyond ASCII', 'echo "Grüße 🚀 漢字"\n'.trim()],
  ['marks of history and escapes', 'echo "wow!" !! !$\n\u001B[31mred\u0007'],
  ['what a shell would replace', '$HOME $(id) ${x} * ? ~\n%s %d'],
  ['nothing', ''],
];

describe.each(shells)('a text as one word of %s', (shell) => {
  it.each(texts)('holds %s', (_what, text) => {
    const word = oneLineWord(text);
    expect(word).not.toMatch(/[\p{Cc}]/u);
    const { stdout } = spawnSync(shell, ['-c', `printf '[%s]' ${word}`], { encoding: 'utf8' });
    expect(stdout).toBe(`[${text}]`);
  });
});

it('survives a shell that looks for marks of history', () => {
  const word = oneLineWord('echo "wow!" !!\nend');
  const { stdout } = spawnSync('/bin/bash', ['--norc', '-i'], {
    input: `printf '[%s]' ${word}\n`,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], PS1: '' },
  });
  expect(stdout).toContain('[echo "wow!" !!\nend]');
});
