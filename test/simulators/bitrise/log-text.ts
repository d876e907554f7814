import { printed, type TimedLine, type TimedStep } from '../scripted-builds/timeline.ts';
import type { BitriseWorld, SimulatedBuild } from './world.ts';

const WIDTH = 80;
const rule = `+${'-'.repeat(WIDTH - 2)}+`;
const empty = `|${' '.repeat(WIDTH - 2)}|`;
const footerRule = `+---+${'-'.repeat(63)}+----------+`;

function boxed(text: string): string {
  const room = WIDTH - 4;
  return `| ${(text.length > room ? `${text.slice(0, room - 3)}...` : text).padEnd(room)} |`;
}

/** The box the Bitrise CLI draws before a step. */
function header({ script, startAt }: TimedStep, position: number): string {
  const time = `${new Date(startAt ?? 0).toISOString().slice(0, 19)}Z`;
  return [
    rule,
    boxed(`(${position}) ${script.name}`),
    rule,
    boxed('id: script'),
    boxed('version: 1.2.1'),
    boxed('collection: https://github.com/bitrise-io/bitrise-steplib.git'),
    boxed('toolkit: bash'),
    boxed(`time: ${time}`),
    rule,
    empty,
    '',
  ].join('\n');
}

function footer({ script, outcome, startAt = 0, endAt = 0 }: TimedStep): string {
  const [sign, colour] = outcome === 'failed' ? ['x', 31] : ['✓', 32];
  const seconds = (endAt - startAt) / 1000;
  const took = seconds < 60 ? `${seconds.toFixed(2)} sec` : `${(seconds / 60).toFixed(1)} min`;
  const title = outcome === 'failed' ? `${script.name} (Failed)` : script.name;
  const row = `| \u001B[${colour};1m${sign}\u001B[0m | \u001B[${colour};1m${title.padEnd(61)}\u001B[0m | ${took} |`;
  return [empty, footerRule, row, footerRule, '', `${' '.repeat(40)}▼`, ''].join('\n');
}

/** The pieces of a build's log, in their order, with the time when each was written. */
export function logPieces(build: SimulatedBuild): TimedLine[] {
  const pieces: TimedLine[] = [
    { at: build.startAt, text: `Preparing the machine\nVersion: 2.31.0\nRunning workflow: ${build.workflow.name}\n\n` },
  ];
  for (const [position, step] of build.timeline.steps.entries()) {
    if (step.startAt === undefined || step.endAt === undefined) continue;
    pieces.push({ at: step.startAt, text: header(step, position) }, ...step.lines, {
      at: step.endAt,
      text: footer(step),
    });
  }
  return pieces.filter(({ at }) => at <= (build.abortedAt ?? Infinity));
}

/** The whole log as it is by now. */
export function logText(world: BitriseWorld, build: SimulatedBuild): string {
  return logPieces(build)
    .filter(({ at }) => at <= world.clock.now())
    .map(({ text }) => text)
    .join('');
}

/** The log of one step by itself has no boxes. */
export function stepMessages(world: BitriseWorld, step: TimedStep): { message: string }[] {
  return printed(step, world.clock.now())
    .split(/(?<=\n)/)
    .map((message) => ({ message }));
}
