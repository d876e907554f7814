import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runAllLine } from '../../../../renderer/features/steps/run-all.ts';

const shells = ['/bin/bash', '/bin/sh', '/bin/zsh'].filter((shell) => existsSync(shell));

function run(shell: string, line: string): { output: string; code: number | null } {
  const { stdout, status } = spawnSync(shell, ['-c', line], { encoding: 'utf8' });
  return { output: stdout, code: status };
}

describe.each(shells)('all steps up to one, in %s', (shell) => {
  it('run in order, in one shell', () => {
    const line = runAllLine([
      { name: 'Set', line: 'cd / && VALUE=one' },
      { name: 'Use it', line: 'echo "$VALUE in $PWD"' },
    ]);
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(run(shell, line)).toEqual({
      output: '\n== Step 1 of 2: Set\n\n== Step 2 of 2: Use it\none in /\n\nAll 2 steps passed.\n',
      code: 0,
    });
  });

  it('stop at the first that fails, say which, and end as it did', () => {
    const line = runAllLine([
      { name: 'Install', line: 'true' },
      { name: "It's the \u001B[31mtest", line: "sh -c 'exit 7'" },
      { name: 'Never', line: 'echo never' },
    ]);
    const { output, code } = run(shell, line);
    expect(code).toBe(7);
    expect(output).toContain("Stopped. Step 2 of 3: It's the  [31mtest failed with 7.");
    expect(output).not.toContain('never');
  });

  it('take any line: quotes, comments, loops, other shells', () => {
    const line = runAllLine([
      { name: 'a', line: 'echo "it\'s" # a comment' },
      { name: 'b', line: 'for w in ü 漢; do echo "$w!"; done' },
      { name: 'c', line: "bash -eo pipefail -c $'false | true\\necho not here'".replaceAll("$'", "'") },
    ]);
    const { output, code } = run(shell, line);
    expect(output).toContain("it's\n");
    expect(output).toContain('ü!\n漢!\n');
    expect(code).toBeGreaterThan(0);
  });

  it('leave the shell as it was: it goes on', () => {
    const line = runAllLine([{ name: 'a', line: 'false' }]);
    expect(run(shell, `${line}; echo "still here $?"`).output).toContain('still here 1');
    expect(run(shell, runAllLine([{ name: 'a', line: 'true' }])).output).toContain('The step passed.');
  });
});
