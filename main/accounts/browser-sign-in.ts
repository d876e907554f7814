import type { Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import type { Transport } from '../lib/http/transport.ts';
import { describe, fail, ok } from '../lib/result.ts';
import { listenForAnswer, type AnswerListener } from './answer-listener.ts';
import type { AnswerPage } from './answer-page.ts';
import { createAuthorizationServer, newProof, signInFault, type RegisteredClient } from './authorization-server.ts';

/** How long the browser may take. */
export const SIGN_IN_LIMIT_MS = 5 * 60_000;

/** Clients registered earlier, by origin. */
export interface RegisteredClients {
  get(origin: string): RegisteredClient | undefined;
  put(origin: string, client: RegisteredClient | undefined): Promise<unknown>;
}

interface Options {
  clients: RegisteredClients;
  clock: Clock;
  openBrowser(url: string): Promise<unknown>;
  log(line: string): void;
}

interface Request {
  /** For sentences: "CircleCI". */
  name: string;
  origin: string;
  transport: Transport;
}

export interface BrowserSignIn extends Disposable {
  /** A token, once the person has agreed in the browser. One sign-in at a time: a new one ends the one before. */
  run(request: Request): Promise<Result<string>>;
  cancel(): void;
}

/** Signing in through the browser as RFC 8252 wants it of applications: PKCE, state, an address of this computer. */
export function createBrowserSignIn({ clients, clock, openBrowser, log }: Options): BrowserSignIn {
  let end = (_result: Result<string>): void => {};

  const cancelled = fail('cancelled', 'The sign-in was cancelled.');

  async function listen(
    known: RegisteredClient | undefined,
    onAnswer: (parameters: URLSearchParams) => Promise<AnswerPage>,
  ): Promise<AnswerListener> {
    try {
      return await listenForAnswer(known?.port ?? 0, onAnswer);
    } catch (error) {
      if (known === undefined) throw error;
      // Somebody else has the port now; another one means another client.
      return listenForAnswer(0, onAnswer);
    }
  }

  function explain(name: string, error: unknown): Result<never> {
    switch (signInFault(error)) {
      case 'denied':
        return fail('cancelled', `${name} was told not to let Jumpseat in.`, 'Sign in again and choose Allow.');
      case 'code-refused':
        return fail('service-failed', `${name} refused its own answer: it came too late, or twice.`, 'Sign in again.');
      case 'unreachable':
        return fail('offline', `${name} could not be reached.`, 'Check the connection and try again.', describe(error));
      case 'unclear': {
        const hint = 'Try again, or paste a token.';
        return fail('service-failed', `Signing in at ${name} did not work.`, hint, describe(error));
      }
    }
  }

  async function run({ name, origin, transport }: Request): Promise<Result<string>> {
    end(cancelled);
    const server = createAuthorizationServer(origin, transport);
    const controller = new AbortController();
    const { signal } = controller;
    const outcome = Promise.withResolvers<Result<string>>();
    const endThis = (result: Result<string>): void => {
      outcome.resolve(result);
      controller.abort();
    };
    end = endThis;
    const tooLate = fail(
      'timed-out',
      `Nothing came back from ${name} within 5 minutes.`,
      'Try again, or paste a token.',
    );
    const stopWaiting = clock.after(SIGN_IN_LIMIT_MS, () => endThis(tooLate));
    const known = clients.get(origin);
    const { verifier, challenge, state } = await newProof();
    let client: RegisteredClient | undefined;
    let listener: AnswerListener | undefined;
    let isAnswered = false;

    async function onAnswer(parameters: URLSearchParams): Promise<AnswerPage> {
      if (client === undefined || listener === undefined || parameters.get('state') !== state) {
        log(`sign-in at ${name}: an answer with another state was refused`);
        return 'stranger';
      }
      if (isAnswered) return 'used';
      isAnswered = true;
      const { redirectUri } = listener;
      try {
        const token = await server.redeem({
          clientId: client.clientId,
          redirectUri,
          state,
          verifier,
          parameters,
          signal,
        });
        outcome.resolve(ok(token));
        return 'signed-in';
      } catch (error) {
        outcome.resolve(explain(name, error));
        return signInFault(error) === 'denied' ? 'denied' : 'failed';
      }
    }

    try {
      listener = await listen(known, onAnswer);
      const { redirectUri, port } = listener;
      if (known?.port === port) client = known;
      else {
        client = { clientId: await server.register(redirectUri, signal), port };
        await clients.put(origin, client);
      }
      if (!signal.aborted) await openBrowser(server.page({ clientId: client.clientId, redirectUri, state, challenge }));
    } catch (error) {
      outcome.resolve(explain(name, error));
    }
    const result = await outcome.promise;
    stopWaiting();
    // Not waited for: the browser still reads its page.
    void listener?.[Symbol.asyncDispose]();
    // The service may have forgotten this client, and told the browser alone; the next sign-in registers anew.
    if (!result.ok && !isAnswered) await clients.put(origin, undefined);
    return result;
  }

  return {
    run,
    cancel: () => end(cancelled),
    [Symbol.dispose]: () => end(cancelled),
  };
}
