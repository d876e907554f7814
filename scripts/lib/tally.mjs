/** What came of a run of tests. */
/** @typedef {{ passed: number, failures: string[], skips: { name: string, reason: string }[] }} Tally */

/** @returns {Tally} */
export const emptyTally = () => ({ passed: 0, failures: [], skips: [] });

/** @param {Tally[]} tallies @returns {Tally} */
export function addTallies(tallies) {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failures: tallies.flatMap((tally) => tally.failures),
    skips: tallies.flatMap((tally) => tally.skips),
  };
}

/** Puts one test into the tally. A skip that gives no reason is a failure: nobody would ever notice it again. */
function count(tally, name, outcome, reason) {
  if (outcome === 'passed') tally.passed++;
  else if (outcome === 'skipped' && reason) tally.skips.push({ name, reason });
  else tally.failures.push(outcome === 'skipped' ? `${name} (skipped without a reason)` : name);
}

/**
 * Adds up a report of scripts/lib/vitest-reporter.mjs.
 * @param {string} json
 * @returns {Tally}
 */
export function tallyVitest(json) {
  const report = JSON.parse(json);
  const tally = emptyTally();
  for (const test of report.tests) count(tally, test.name, test.outcome, test.reason);
  tally.failures.push(...report.errors);
  return tally;
}

/**
 * Adds up a report of Playwright's JSON reporter.
 * @param {string} json
 * @returns {Tally}
 */
export function tallyPlaywright(json) {
  const report = JSON.parse(json);
  const tally = emptyTally();
  const visit = (suite, path) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = [...path, spec.title].join(' > ');
        const outcome = { expected: 'passed', skipped: 'skipped' }[test.status] ?? 'failed';
        count(tally, name, outcome, test.annotations.find(({ type }) => type === 'skip')?.description);
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...path, inner.title]);
  };
  for (const file of report.suites ?? []) visit(file, [file.title]);
  for (const error of report.errors ?? []) tally.failures.push(`e2e: ${error.message}`);
  return tally;
}

/**
 * What one runner's run comes to: its report, and a failure more when it broke down in a way its report does not show.
 * @param {string} runner its name, for the failure
 * @param {{ code: number | null, signal: string | null }} ended
 * @param {Tally | undefined} tally undefined when it left no report
 * @returns {Tally}
 */
export function judgeRun(runner, ended, tally) {
  if (tally === undefined)
    return { ...emptyTally(), failures: [`${runner} ended (${ended.signal ?? ended.code}) without a report`] };
  if (ended.code !== 0 && tally.failures.length === 0)
    return { ...tally, failures: [`${runner} ended with ${ended.signal ?? ended.code} though no test failed`] };
  return tally;
}

/** The line that a run of tests ends with. @param {Tally} tally */
export function lastLine({ passed, failures, skips }) {
  return `${passed} passed, ${failures.length} failed${skips.length === 0 ? '' : `, ${skips.length} skipped`}`;
}
