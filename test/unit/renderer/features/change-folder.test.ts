import { expect, it } from 'vitest';
import { changeFolderLine } from '../../../../renderer/tabs/change-folder.ts';

it.each([
  ['/srv/a b', 'linux', "cd -- '/srv/a b'"],
  ["it's $HOME", 'macos', String.raw`cd -- 'it'\''s $HOME'`],
  ['~', 'linux', 'cd -- ~/'],
  ['~/project; rm', 'linux', "cd -- ~/'project; rm'"],
  ['~other/x', 'linux', "cd -- '~other/x'"],
  ['C:/a', 'windows', "Set-Location -LiteralPath 'C:/a'"],
  ["~/it's", 'windows', "Set-Location -LiteralPath (Join-Path $HOME 'it''s')"],
  ['/a\nreboot', 'linux', "cd -- '/areboot'"],
] as const)('%s on %s is reached with %s', (path, os, line) => {
  expect(changeFolderLine(path, os)).toBe(line);
});
