import { z } from 'zod';
import type { Problem } from '../../contract/problem.ts';
import { serviceForms } from '../../contract/services.ts';
import type { ServiceManners } from '../../lib/http/http-client.ts';
import { problem } from '../../lib/result.ts';

const text = z.string().min(1).optional().catch(undefined);
const one = z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]);
const errorBody = z.object({
  message: text,
  error_msg: text,
  error: text,
  errors: z.array(one).optional().catch(undefined),
});

/** Four forms are in use; the vendor's own client tries them in this order. */
function errorText(body: unknown): string | undefined {
  if (typeof body === 'string') return body === '' ? undefined : body;
  const { message, error_msg: proxied, error, errors } = errorBody.safeParse(body).data ?? {};
  return message ?? proxied ?? error ?? (errors === undefined || errors.length === 0 ? undefined : errors.join(' '));
}

function explain(status: number, sentence: string | undefined, path: string): Problem | undefined {
  if (status === 403) {
    return problem(
      'no-right',
      'Your role on this app does not let you do this.',
      'Members with the role Tester/QA can read builds only. Ask an admin of the app for the role Developer.',
      sentence,
    );
  }
  if (status === 412) {
    return problem(
      'source-unavailable',
      'Bitrise cannot rebuild this any more.',
      'Start a new build on the page of the app.',
      sentence,
    );
  }
  if (status === 400 && path.endsWith('/builds')) {
    return problem(
      'source-unavailable',
      `Bitrise did not start the build.${sentence === undefined ? '' : ` Bitrise says: “${sentence}”`}`,
      'Its branch or workflow may be gone. Start a new build on the page of the app.',
    );
  }
  return undefined;
}

/** Sources: the Swagger file of the CI API v0.1, bitrise-cli. */
export function bitriseManners(origin: string): ServiceManners {
  return {
    name: 'Bitrise',
    baseUrl: `${origin}/v0.1`,
    authorize: (token) => ({ authorization: token }),
    errorText,
    explain,
    tokenPage: serviceForms.bitrise.tokenPage,
  };
}
