import { z } from 'zod';
import type { Problem } from '../../contract/problem.ts';
import { serviceForms } from '../../contract/services.ts';
import type { ServiceManners } from '../../lib/http/http-client.ts';
import { problem } from '../../lib/result.ts';
import { organisationOf } from './origin.ts';
import { explainRefusal } from './refusals.ts';

const { name, tokenPage } = serviceForms.semaphore;

/** grpc-gateway's `{code, message, details}` and the `{message}` of other parts. */
const messageSchema = z.object({ message: z.string() });

/** Semaphore's errors come as plain text, as a JSON string, or as an object with a message. */
function errorText(body: unknown): string | undefined {
  const text = typeof body === 'string' ? body : messageSchema.safeParse(body).data?.message;
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** Says nothing that the status does not say. */
const EMPTY_SENTENCES = new Set([
  'Unauthorized',
  'Not Found',
  'Not found',
  'Permission denied',
  'Internal error',
  'oops',
]);

function explain401(sentence: string | undefined, path: string): Problem | undefined {
  // Some parts answer 401 where others answer 403.
  if (sentence === 'Permission denied') {
    const what = path.startsWith('/artifacts') ? 'artifacts' : 'logs';
    return problem(
      'no-right',
      `The token may not see the ${what} of this project.`,
      'Ask an administrator of the project for the right to view it.',
    );
  }
  if (!path.startsWith('/projects')) return undefined;
  return {
    ...problem(
      'token-refused',
      'Semaphore does not accept the token, or it may not see anything in this organisation.',
      'Check that the token belongs to a member of this organisation. It may also have been reset: make a new one then.',
    ),
    link: tokenPage,
  };
}

function explain404(sentence: string, origin: string, path: string): Problem | undefined {
  const organisation = organisationOf(origin);
  const address = /cannot access this organization from your current IP address(?: \(([0-9a-fA-F.:]{2,45})\))?/.exec(
    sentence,
  );
  if (address !== null) {
    const from = address[1] === undefined ? '' : ` (${address[1]})`;
    return problem(
      'no-right',
      `The organisation ${organisation} does not let you in from your present IP address${from}.`,
      'Go through the network or VPN that it allows, or ask an owner of the organisation to allow this address.',
    );
  }
  // The list of projects is always there; only the organisation itself can be missing.
  if (path === '/projects') {
    return problem(
      'not-found',
      `There is no organisation called ${organisation} at Semaphore.`,
      'Check the address of the account: it is the one in the browser when you look at a project.',
    );
  }
  if (path.startsWith('/logs/') && !EMPTY_SENTENCES.has(sentence)) return problem('not-found', sentence);
  return undefined;
}

/** How Semaphore wants to be asked, and what its errors mean. */
export function createManners(origin: string): ServiceManners {
  return {
    name,
    baseUrl: `${origin}/api/v1alpha`,
    authorize: (token) => ({ authorization: `Token ${token}` }),
    tokenPage,
    errorText,
    explain(status, sentence, path) {
      if (status === 401) return explain401(sentence, path);
      if (sentence === undefined) return undefined;
      if (status === 404) return explain404(sentence, origin, path);
      if (status === 403 && /artifacts api feature is not enabled/.test(sentence)) {
        return problem(
          'no-right',
          'The organisation has not switched on access to artifacts from outside.',
          'Its owner can ask the support of Semaphore for it. The artifacts can be seen on the page of the job.',
        );
      }
      if (status === 403) return explainRefusal(sentence);
      if (status === 400 && /only available while the job is running/.test(sentence)) {
        return problem(
          'busy',
          'The job is not running, so there is no way to its machine.',
          'Wait until it has started.',
        );
      }
      if (status === 400 && /client is outdated/.test(sentence)) {
        return problem(
          'service-failed',
          'Semaphore does not speak with this version of Jumpseat any more.',
          'Look for an update of Jumpseat.',
        );
      }
      return undefined;
    },
  };
}
