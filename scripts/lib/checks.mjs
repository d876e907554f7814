import { packageScript, runNode } from './run.mjs';

/** What `npm run check` holds the sources to; `command` lists the package, its command, and the arguments. */
const checks = [
  { name: 'types', package: 'typescript', command: 'tsc', args: [] },
  { name: 'lint', package: 'oxlint', command: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { name: 'format', package: 'oxfmt', command: 'oxfmt', args: ['--check'] },
  { name: 'unused', package: 'knip', command: 'knip', args: ['--no-progress'] },
];

/**
 * Runs every check, each to its end, and prints what it found.
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ name: string, passed: boolean }[]>}
 */
export async function runChecks(signal) {
  const results = [];
  for (const check of checks) {
    const startedAt = performance.now();
    const script = packageScript(check.package, check.command);
    const { code, output } = await runNode(script, check.args, { quiet: true, signal });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)`);
    if (code !== 0) console.log(output.trimEnd());
    results.push({ name: check.name, passed: code === 0 });
  }
  return results;
}
