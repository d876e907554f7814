import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { posixQuote } from '../../../main/lib/posix-quote.ts';
import { posixMissing } from '../../fixtures/needs.ts';

const words = ['plain', '', "it's", '$(id)', '`id`', 'a b\n\tc', '-n', '*', '\\', '"', "''"];

test.for(words)('a shell takes %j as one word, as it is', (word, context) => {
  context.skip(posixMissing !== undefined, posixMissing);
  const printed = execFileSync('/bin/sh', ['-c', `printf '%s|' ${posixQuote(word)}`], { encoding: 'utf8' });
  expect(printed).toBe(`${word}|`);
});
