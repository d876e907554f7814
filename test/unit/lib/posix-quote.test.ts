import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { posixQuote } from '../../../main/lib/posix-quote.ts';

test
  .skipIf(process.platform === 'win32')
  .each(['plain', '', "it's", '$(id)', '`id`', 'a b\n\tc', '-n', '*', '\\', '"', "''"])(
  'a shell takes %j as one word, as it is',
  (word) => {
    const printed = execFileSync('/bin/sh', ['-c', `printf '%s|' ${posixQuote(word)}`], { encoding: 'utf8' });
    expect(printed).toBe(`${word}|`);
  },
);
