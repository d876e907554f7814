import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packCommand, unpackCommand } from '../../../../main/connection/move/tar/tar-command.ts';
import { describeNeeding, posixMissing } from '../../../fixtures/needs.ts';

const names = [
  'plain',
  "it's",
  "back\\'; touch pwned; '",
  'new\nline',
  '-C',
  '!!',
  '$(touch pwned) `touch pwned` "',
  'ends with \\',
];

describeNeeding(posixMissing, 'the commands for tar', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tar-command-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each(names)('takes the folder %j as it is', (name) => {
    const [from, to] = [join(root, name), join(root, `${name} to`)];
    for (const folder of [from, to]) mkdirSync(folder);
    writeFileSync(join(from, 'a'), 'content');
    const archive = execFileSync('sh', ['-c', packCommand('gnu', from)], { cwd: root, input: './a\0' });
    execFileSync('sh', ['-c', unpackCommand('gnu', to)], { cwd: root, input: archive });
    expect(readFileSync(join(to, 'a'), 'utf8')).toBe('content');
    expect(execFileSync('ls', [root], { encoding: 'utf8' })).not.toContain('pwned\n'.padStart(7, '\n'));
  });

  // Between single quotes fish takes `\'` for a quote that ends nothing, csh looks `!` up and takes no new line.
  it.each(names)('leaves nothing of the folder %j to a shell with other quotes', (name) => {
    for (const command of [packCommand('gnu', `/tmp/${name}`), unpackCommand('bsd', `/tmp/${name}`)]) {
      const words = command.slice(command.lastIndexOf('" \''));
      expect(words.replaceAll(String.raw`'\''`, '')).not.toMatch(/[\\!\n]/);
    }
  });
});
