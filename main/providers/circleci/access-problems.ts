import type { Problem } from '../../contract/problem.ts';
import { problem } from '../../lib/result.ts';
import { webOriginOf } from './origin.ts';

/** The job runs, but has no step "Enable SSH": CircleCI knows no public key of the person. */
export function keyNotRegistered(origin: string): Problem {
  return {
    ...problem(
      'key-not-registered',
      'CircleCI knows no SSH key of yours, so the job runs without SSH.',
      'Copy a public key, add it on the page that opens, and rebuild again. It must be there before the rebuild.',
      'no step "Enable SSH" in the job',
    ),
    link: `${webOriginOf(origin)}/settings/user/job-ssh-keys`,
  };
}

export function noAddress(): Problem {
  return problem(
    'service-failed',
    'The job has SSH, but its step "Enable SSH" does not say where in a form that Jumpseat can read.',
    "Look at that step's output: the ssh command in it can be pasted into Jumpseat.",
  );
}

export function noMachine(state: string): Problem {
  return problem(
    'session-ended',
    `The job ended before there was a machine (${state}).`,
    'Look at the build for the reason, then rebuild again.',
  );
}

export function stopped(): Problem {
  return problem('cancelled', 'The job was cancelled before there was a machine.');
}

export function neverStarted(): Problem {
  return problem(
    'timed-out',
    'CircleCI took the request, but the job did not appear.',
    'Look at the workflow at CircleCI: it may wait for an approval or for another job.',
  );
}

export function machineLost(): Problem {
  return problem(
    'session-ended',
    "CircleCI's machine failed.",
    'Rebuild with remote access to get a new one.',
    'infrastructure failure',
  );
}
