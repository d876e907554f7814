import type { Problem } from '../../contract/problem.ts';
import { problem } from '../../lib/result.ts';

const ASK_OWNER = 'Ask who looks after the project at Semaphore.';

/** Where the job to be debugged ran, in Semaphore's words and in plain ones. */
const contexts: readonly [RegExp, string][] = [
  [/on the default branch/, 'that run on its default branch'],
  [/on non default branches/, 'that run on other branches than the default one'],
  [/on a tag/, 'that run on a tag'],
  [/on a forked pull request/, 'of pull requests from forks'],
  [/on a pull request/, 'of pull requests'],
];

const SETTINGS = 'Somebody who manages the project can allow it there under Settings, Permissions.';

/**
 * Why Semaphore gives no machine, in plain words; undefined for sentences that are not known.
 * Source: zebra/lib/zebra/apis of the published server (debug_permissions, public_job_api), August 2026.
 */
export function explainRefusal(sentence: string): Problem | undefined {
  const say = (message: string, hint: string): Problem => problem('no-right', message, hint);
  const restricted = /not allowed to (debug|debug_empty|attach) jobs/.exec(sentence);
  if (restricted !== null) {
    const context = contexts.find(([pattern]) => pattern.test(sentence))?.[1] ?? 'like this one';
    return restricted[1] === 'attach'
      ? say(`The project does not let anybody attach to jobs ${context}.`, SETTINGS)
      : say(`The project does not allow debug sessions for jobs ${context}.`, SETTINGS);
  }
  if (/not allowed to debug this project/.test(sentence)) {
    return say('The project does not allow debug sessions that belong to no job.', SETTINGS);
  }
  if (/secrets used in this job are blocking/.test(sentence)) {
    return say(
      'A secret that this job uses forbids debug sessions and attaching.',
      'Somebody who manages the secret can change its access policy in the settings of the organisation.',
    );
  }
  if (/debug session is blocked for this job/.test(sentence)) {
    return say(
      'Semaphore allows no debug session for this job, because it is a restricted one.',
      'Rebuild without remote access, or debug another job of the project.',
    );
  }
  if (/Attaching to this job is blocked/.test(sentence)) {
    return say('Semaphore lets nobody attach to this job, because it is a restricted one.', ASK_OWNER);
  }
  if (/not allowed to run pipelines/.test(sentence)) {
    return say(
      'You may look at this project but not run its jobs, and a debug session is a job.',
      'Ask an administrator of the project for the right to rerun jobs.',
    );
  }
  if (/not available for self-hosted jobs/.test(sentence)) return selfHosted('');
  return undefined;
}

/** @param agent what the agent calls itself, if it is known */
export function selfHosted(agent: string): Problem {
  const named = agent === '' ? '' : ` (${agent})`;
  return problem(
    'not-supported',
    `This job runs on an agent of your own organisation${named}, and Semaphore opens only its own machines.`,
    'Sign in to that machine yourself; Jumpseat takes its ssh command under “Paste a command”.',
  );
}
