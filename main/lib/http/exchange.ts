import type { Problem } from '../../contract/problem.ts';
import type { Clock } from '../clock.ts';
import { problem } from '../result.ts';
import { explainSilence } from './explain.ts';
import type { ServiceManners } from './http-client.ts';
import { redirected, type Prepared } from './prepare.ts';
import { SilenceError, withoutSilence } from './read-body.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** Until the headers of a reply; milliseconds. */
const ANSWER_TIMEOUT_MS = 30_000;
/** Between two pieces of a reply; milliseconds. */
const SILENCE_TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;

/** A reply, or why there is none. `isLost`: the connection failed, and trying again may help. */
export type Exchange = { response: TransportResponse; url: URL } | { problem: Problem; isLost: boolean };

interface Options {
  transport: Transport;
  clock: Clock;
  manners: ServiceManners;
  signal: AbortSignal | undefined;
}

/** Why reading a reply or waiting for one failed, in words. */
export function explainThrown(
  manners: ServiceManners,
  host: string,
  error: unknown,
  signal: AbortSignal | undefined,
): Problem {
  if (signal?.aborted === true) return problem('cancelled', 'The request was given up.');
  return explainSilence(manners.name, host, error instanceof Error ? error.message : String(error));
}

async function once({ transport, clock, signal }: Options, request: Prepared): Promise<TransportResponse> {
  const control = new AbortController();
  const onAbort = (): void => control.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) control.abort();
  let cancel = (): void => {};
  try {
    const late = new Promise<never>((_resolve, reject) => {
      cancel = clock.after(ANSWER_TIMEOUT_MS, () => {
        reject(new SilenceError(`nothing came for ${ANSWER_TIMEOUT_MS / 1000} seconds`));
        control.abort();
      });
    });
    const response = await Promise.race([transport({ ...request, signal: control.signal }), late]);
    const body = withoutSilence(clock, SILENCE_TIMEOUT_MS, response.body, onAbort);
    return { ...response, body };
  } finally {
    cancel();
  }
}

/** One request and the redirects that come of it. */
export async function exchange(options: Options, first: Prepared): Promise<Exchange> {
  let request = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    let response: TransportResponse;
    try {
      response = await once(options, request);
    } catch (error) {
      return { problem: explainThrown(options.manners, request.url.host, error, options.signal), isLost: true };
    }
    if (![301, 302, 303, 307, 308].includes(response.status)) return { response, url: request.url };
    const next = redirected(options.manners, request, {
      status: response.status,
      location: response.header('location'),
    });
    // What a redirect says besides its address is of no interest.
    for await (const _chunk of response.body) break;
    if ('refusal' in next) return { problem: refusedRedirect(options.manners.name, next.refusal), isLost: false };
    request = next;
  }
  return { problem: refusedRedirect(options.manners.name, 'redirects in a circle'), isLost: false };
}

export function refusedRedirect(name: string, what: string): Problem {
  return problem(
    'service-failed',
    `${name} answered with ${what}. Nothing was sent there.`,
    'Check the address of the account. A sign-in page of the network may stand in between.',
  );
}
