import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { replayLine } from '../../../main/providers/circleci/replay-line.ts';

/** What the line prints when somebody types it into a login shell. */
function typed(line: string): { output: string; code: number | null } {
  const { stdout, status } = spawnSync('/bin/bash', ['--norc', '-c', line], { encoding: 'utf8' });
  return { output: stdout, code: status };
}

test.each([
  ['one line', '#!/bin/bash -eo pipefail\necho \'it is\' "$((1 + 1))"', 'it is 2\n', 0],
  ['several lines', '#!/bin/bash -eo pipefail\nfor word in a b; do\n\techo "$word"\ndone\n', 'a\nb\n', 0],
  ['backslashes and quotes', "#!/bin/bash\nprintf '%s|\\n' 'a\\b' \"it's\"", "a\\b|\nit's|\n", 0],
  ['beyond ASCII', "#!/bin/bash\necho 'Grüße 🚀'", 'Grüße 🚀\n', 0],
  ['stops at the first failure', '#!/bin/bash -eo pipefail\nfalse | true\necho on', '', 1],
  ['sh', '#!/bin/sh -e\necho "$0"; exit 3', expect.any(String), 3],
  ['no shell named', 'echo plain', 'plain\n', 0],
  ['a shell that is none', '#!/bin/bash; touch /nowhere\necho safe', 'safe\n', 0],
])('runs in a terminal as the job ran it: %s', (_what, command, output, code) => {
  const line = replayLine(command);
  expect(line).not.toMatch(/[\p{Cc}]/u);
  expect(typed(line)).toEqual({ output, code });
});

test('what stands in a command cannot end it', () => {
  const line = replayLine("#!/bin/bash\necho one\r\u0003'; echo escaped; '");
  expect(line).not.toMatch(/[\p{Cc}]/u);
  expect(typed(line).output).not.toMatch(/^escaped/m);
});

test("Windows' Bash gets its script where any shell can hand it on", () => {
  const line = replayLine('#!bash.exe -eo pipefail\necho "it\'s"\nfor word in ü b; do echo "$word"; done\nexit 4');
  expect(line).not.toMatch(/["$\p{Cc}]/u);
  expect(typed(line.replace('bash.exe', 'bash'))).toEqual({ output: "it's\nü\nb\n", code: 4 });
});

test("PowerShell's scripts travel encoded", () => {
  const line = replayLine('#!powershell.exe -ExecutionPolicy Bypass\nWrite-Host "ü"\nexit 1');
  const encoded = /^cd ~\/project; powershell\.exe .* -EncodedCommand (\S+)$/.exec(line)?.[1] ?? '';
  expect(Buffer.from(encoded, 'base64').toString('utf16le')).toBe('Write-Host "ü"\nexit 1');
});
