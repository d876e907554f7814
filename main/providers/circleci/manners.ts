import { z } from 'zod';
import type { Problem } from '../../contract/problem.ts';
import type { ServiceManners } from '../../lib/http/http-client.ts';
import { problem } from '../../lib/result.ts';
import { webOriginOf } from './origin.ts';

const word = z.string().optional().catch(undefined);

/** Error bodies: v1.1 and v2 have a message, v3 an error with title and detail, some proxies an error that is a text. */
const errorBody = z.object({
  message: word,
  error: z
    .union([z.string(), z.object({ title: word, detail: word, type: word })])
    .optional()
    .catch(undefined),
  errors: z
    .array(z.object({ message: word }))
    .optional()
    .catch(undefined),
});

/** The sentence in an error body of CircleCI, of whichever version. */
export function errorText(body: unknown): string | undefined {
  if (typeof body === 'string') {
    // Without JSON in the Accept header v1.1 answers in EDN: {:message "…"}.
    const edn = /:message\s+"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
    return edn ?? (body.length <= 300 && !/^\s*[<{[]/.test(body) ? body : undefined);
  }
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return undefined;
  const { message, error, errors } = parsed.data;
  if (typeof error === 'string') return error;
  if (error !== undefined) {
    const parts = [error.title, error.detail].filter((part) => part !== undefined && part !== '');
    return parts.length > 0 ? parts.join(': ') : error.type;
  }
  return message ?? errors?.find((entry) => entry.message !== undefined)?.message;
}

/** SSH is switched off for a project. */
export function sshDisabledProblem(): Problem {
  return problem(
    'no-right',
    'SSH is switched off for this project at CircleCI.',
    'Somebody who administers the project can allow it: Project Settings, Advanced, then rebuild again.',
  );
}

function explain(status: number, sentence: string | undefined, path: string): Problem | undefined {
  const isRerun = path.endsWith('/rerun');
  if (
    status < 500 &&
    isRerun &&
    sentence !== undefined &&
    /ssh/i.test(sentence) &&
    /disabl|not allowed/i.test(sentence)
  )
    return sshDisabledProblem();
  if (status === 403 && isRerun)
    return problem(
      'no-right',
      `You may look at this project at CircleCI, but not run its jobs.${said(sentence)}`,
      'Ask somebody who administers it for the right to write. On GitHub that is write access to the repository.',
    );
  if (status === 404 && isRerun)
    return problem(
      'not-found',
      `CircleCI does not have this workflow any more, or does not show it to you.${said(sentence)}`,
      'Old workflows cannot be run again. Start the pipeline again at CircleCI.',
    );
  if ((status === 400 || status === 409) && path.endsWith('/cancel'))
    return problem('bad-request', `CircleCI did not cancel the job.${said(sentence)}`, 'It may be over already.');
  if ((status === 400 || status === 409) && isRerun)
    return problem(
      'bad-request',
      `CircleCI did not run the job again.${said(sentence)}`,
      'Wait until its workflow has ended, then try again.',
    );
  return undefined;
}

function said(sentence: string | undefined): string {
  return sentence === undefined ? '' : ` CircleCI says: “${sentence}”`;
}

/** How an account of CircleCI is talked to. */
export function circleciManners(origin: string): ServiceManners {
  return {
    name: 'CircleCI',
    baseUrl: origin,
    authorize: (token) => ({ authorization: `Bearer ${token}` }),
    errorText,
    explain,
    tokenPage: `${webOriginOf(origin)}/settings/user/tokens`,
  };
}
