// The runner of the soak; scripts/soak.mjs starts it.
import { DrivenApp } from './driven-app.ts';
import { judge, soakTable } from './judge.ts';
import { leaks, leakSome } from './leaks.ts';
import { playRound, prepare } from './round.ts';
import { noiseOf, takeSample, type Sample } from './samples.ts';

const option = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const hours = Number(option('hours') ?? 0) + Number(option('minutes') ?? 0) / 60;
const lost = leaks.filter((known) => [known, 'all'].includes(option('leak') ?? ''));

let isStopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isStopped = true));

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

function summary(sample: Sample): string {
  const shown = ['main heap', 'window heap', 'main handles', 'files in the data folder', 'processes'];
  return shown.map((name) => `${name} ${(sample[name] ?? 0).toFixed(name.endsWith('heap') ? 1 : 0)}`).join(', ');
}

const samples: Sample[] = [];
{
  await using driven = await DrivenApp.start();
  const given = prepare(driven.folder);
  const end = performance.now() + hours * 3_600_000;
  while (performance.now() < end && !isStopped) {
    const round = samples.length + 1;
    const startedAt = performance.now();
    await playRound(driven, round, given);
    for (const leak of lost) await leakSome(driven, leak, round);
    const sample = await takeSample(driven);
    samples.push(sample);
    log(`round ${round} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${summary(sample)}`);
  }
}
const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))]
  // Processes that come and go have no trend of their own; there must not be more and more of them.
  .filter((name) => samples.every((sample) => name in sample));
const verdicts = names.map((name) =>
  judge({ name, ...noiseOf(name), values: samples.map((sample) => sample[name] ?? 0) }),
);
console.log(`\n${samples.length} sessions, one after another\n\n${soakTable(verdicts)}`);
const growing = verdicts.filter(({ verdict }) => verdict === 'grows');
if (verdicts.some(({ verdict }) => verdict === 'too-short')) {
  log('Too few sessions to tell: let it run for longer.');
  process.exitCode = 2;
}
if (growing.length > 0) {
  log(`\n${growing.length} of ${verdicts.length} figures grow: ${growing.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}
