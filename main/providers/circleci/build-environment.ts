import type { LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { surrounding, yesOrNo } from '../../lib/surroundings/surrounding-names.ts';
import type { BuildEnvironment } from '../provider.ts';
import { readEnvironmentLog, readImage } from './environment-log.ts';
import { scriptOf, type JobRun, type JobStep } from './job-run.ts';

/** The steps of CircleCI's own that say what a job runs in; by name, since v3 and v1.1 call their kinds differently. */
const PREPARING = /^preparing environment variables$/i;
const SPIN_UP = /^spin up environment$/i;
/** More of their output is not read; pages. */
const MAX_PAGES = 4;
const USUAL_SHELL = '/bin/bash -eo pipefail';

type ReadStep = (step: JobStep, offset: number) => Promise<Result<LogPage>>;

async function outputOf(run: JobRun, machine: number, name: RegExp, read: ReadStep): Promise<Result<string>> {
  const step = run.steps.find((one) => one.execution === machine && name.test(one.name));
  let text = '';
  let offset = 0;
  for (let page = 0; step !== undefined && page < MAX_PAGES; page += 1) {
    const part = await read(step, offset);
    if (!part.ok) return part;
    const { chunks, nextOffset, endOffset } = part.value;
    text += chunks.map((chunk) => chunk.text).join('');
    if (nextOffset <= offset || nextOffset >= endOffset) break;
    offset = nextOffset;
  }
  return ok(text);
}

/** A working folder as the log names it ("~/project"), as a word of a shell; undefined when it is none. */
export function folderWord(folder: string | undefined): string | undefined {
  return folder !== undefined && /^(?:~|\/)[\w@%+=:,./-]*$/.test(folder) ? folder : undefined;
}

/** The variables that the job was given, of its log; empty when the log is gone. */
export async function jobVariables(run: JobRun, machine: number, read: ReadStep): Promise<Record<string, string>> {
  const output = await outputOf(run, machine, PREPARING, read);
  return output.ok ? readEnvironmentLog(output.value).variables : {};
}

/** What a job ran in, as far as its log tells. */
export async function buildEnvironment(
  run: JobRun,
  machine: number,
  read: ReadStep,
): Promise<Result<BuildEnvironment>> {
  const output = await outputOf(run, machine, PREPARING, read);
  if (!output.ok) return output;
  const spinUp = await outputOf(run, machine, SPIN_UP, read);
  const { variables, hidden } = readEnvironmentLog(output.value);
  const image = spinUp.ok ? readImage(spinUp.value) : undefined;
  const failed = run.steps.find(({ execution, state }) => execution === machine && state === 'failed');
  const shell = failed?.command === undefined ? undefined : scriptOf(failed.command).shell;
  const folder = variables['CIRCLE_WORKING_DIRECTORY'];
  const isListed = Object.keys(variables).length > 0;
  return ok({
    source: 'CircleCI’s log',
    unknowns: [
      ...(isListed ? [] : ['The log of this job does not list its variables.']),
      'The log lists what CircleCI, the project and contexts set. What the image, “environment” of a step or an earlier step set is not in it, and stands under “only here” if it is here.',
      'CircleCI does not tell limits, locale and versions of tools.',
    ],
    variables,
    hidden,
    surroundings: {
      ...(folder === undefined ? {} : { [surrounding.FOLDER]: folder }),
      [surrounding.SHELL]: shell === undefined || shell === '' ? USUAL_SHELL : shell.slice(0, 200),
      [surrounding.INTERACTIVE]: yesOrNo(false),
      ...(image === undefined ? {} : { [surrounding.IMAGE]: image }),
    },
    tools: {},
  });
}
