import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const files: Record<string, string> = {
  'README.md': '# storefront\n\nAdds up a basket. `sh test.sh` runs its tests.\n',
  'lib/total.sh': `#!/bin/sh
# total PRICE...   prices in cents, prints the sum with tax
total() {
  sum=0
  for price in "$@"; do sum=$((sum + price)); done
  echo $((sum * 119 / 100))
}
`,
  'test.sh': `#!/bin/sh
cd "$(dirname "$0")" || exit 1
. lib/total.sh
check() {
  if [ "$2" = "$3" ]; then echo "ok   $1"; else echo "FAIL $1: expected $2, got $3"; failed=1; fi
}
check 'an empty basket costs nothing' 0 "$(total)"
check 'tax is added once' 1190 "$(total 500 500)"
check 'tax is rounded half up' 60 "$(total 50)"
exit "\${failed:-0}"
`,
};

/** The command of the step that failed; it fails on the machine too. */
export const FAILING_COMMAND = 'sh test.sh';
/** What the failing step printed, as the services' logs show it. */
export const FAILING_OUTPUT = [
  'ok   an empty basket costs nothing',
  'ok   tax is added once',
  '\u001B[31mFAIL tax is rounded half up: expected 60, got 59\u001B[0m',
].join('\n');

/** Writes the project whose build failed into a folder, as a clone with one commit. */
export function writeProject(folder: string): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  chmodSync(join(folder, 'test.sh'), 0o755);
  const git = (...args: string[]) => {
    const identity = ['-c', 'user.name=Robin', '-c', 'user.email=robin@example.com', '-c', 'commit.gpgsign=false'];
    const done = spawnSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`git ${args.join(' ')} failed: ${done.stderr}`);
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'Totals are rounded half up');
}
