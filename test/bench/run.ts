// The runner of benches; scripts/bench.mjs starts it.
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench } from './bench.ts';
import { ROUNDS, compare, measureAll } from './measure.ts';
import { renderTable } from './report.ts';

const isJson = process.argv.includes('--json');
const isSmall = process.argv.includes('--small');
const runs = Number(process.argv.find((argument) => argument.startsWith('--runs='))?.slice(7) ?? ROUNDS);
const name = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '';

/** Progress goes to where it does not mix with the figures. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

async function run(): Promise<void> {
  const file = pathToFileURL(join(import.meta.dirname, name, 'bench.ts')).href;
  const { bench } = (await import(file)) as { bench: Bench };
  const missing = bench.missing();
  if (missing !== undefined) {
    log(`The bench ${name} cannot run here: ${missing}.`);
    process.exitCode = 1;
    return;
  }
  await using stack = new AsyncDisposableStack();
  const stop = new Promise<never>((_resolve, reject) => {
    stopped.signal.addEventListener('abort', () => reject(new Error('The bench was stopped.')), { once: true });
  });
  stop.catch(() => {});
  const results = await Promise.race([
    bench.prepare(stack, log, { isSmall }).then((cases) => measureAll(cases, log, runs)),
    stop,
  ]);
  const comparisons = compare(bench, results);
  if (isJson) {
    for (const comparison of comparisons) console.log(JSON.stringify(comparison));
    return;
  }
  const memoryGb = (totalmem() / 2 ** 30).toFixed(0);
  console.log(`\n${name}: median of ${runs}, contestants in turn; a ratio above 1 is better than the peer`);
  console.log(`on ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${memoryGb} GB, ${release()}`);
  if (isSmall) console.log('- small sizes: these figures mean nothing');
  for (const note of bench.notes) console.log(`- ${note}`);
  console.log(`\n${renderTable(comparisons, results)}`);
}

try {
  await run();
} catch (error) {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
