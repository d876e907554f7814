import type { HostedEnvironment } from '../../contract/buildhost-control.ts';
import type { FailedStep } from '../../contract/session.ts';
import type { Clock } from '../../lib/clock.ts';
import { askScript } from '../../lib/surroundings/ask-script.ts';
import { readAnswer, type Answer } from '../../lib/surroundings/read-answer.ts';
import { nameSurroundings, surrounding, yesOrNo } from '../../lib/surroundings/surrounding-names.ts';
import { within } from '../../lib/within.ts';
import type { Machine } from '../run/machine.ts';

/** The tools that are asked have limits of their own. */
const ASK_LIMIT_MS = 15_000;
const MAX_BYTES = 2 * 1024 * 1024;

/** Runs the same questions that a session's machine is asked, as a step of the build would be run. */
async function askAsStep(
  machine: Machine,
  environment: Record<string, string>,
  clock: Clock,
): Promise<Answer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await using group = machine.start({
    command: '/bin/sh',
    args: ['-c', askScript],
    cwd: machine.buildFolder,
    env: environment,
    onOutput(chunk) {
      bytes += chunk.length;
      if (bytes <= MAX_BYTES) chunks.push(chunk);
    },
  });
  await within(clock, ASK_LIMIT_MS, group.exited);
  return readAnswer(Buffer.concat(chunks).toString('utf8'));
}

/**
 * What the steps of a build ran in: its variables exactly, because they were made here, and the rest by asking in the same
 * way now. Of the step that failed, where there is one.
 */
export async function buildSurroundings(
  machine: Machine,
  failed: FailedStep | undefined,
  clock: Clock,
): Promise<HostedEnvironment> {
  const step = machine.steps.find(({ config }) => config.name === failed?.name);
  const variables = step?.environment ?? machine.environment;
  const isPosix = process.platform !== 'win32';
  const answer = isPosix ? await askAsStep(machine, variables, clock) : undefined;
  const named = answer === undefined ? {} : nameSurroundings(answer);
  return {
    source: step === undefined ? 'the build host' : `the build host, step “${step.config.name.slice(0, 100)}”`,
    unknowns: answer === undefined ? ['Limits, locale and versions of tools were not asked for on this computer.'] : [],
    variables,
    hidden: [],
    surroundings: {
      ...named,
      [surrounding.FOLDER]: machine.buildFolder,
      [surrounding.SHELL]: machine.shell.command.join(' '),
      [surrounding.INTERACTIVE]: yesOrNo(false),
      [surrounding.TERMINAL]: yesOrNo(false),
    },
    tools: answer?.tools ?? {},
  };
}
