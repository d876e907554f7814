import type { Duplex } from 'node:stream';
import type { ConnectionEvents, ScreenCredentials } from '../../contract/connection-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { ScreenQuestion } from '../../contract/screen.ts';
import type { Clock } from '../../lib/clock.ts';
import { describe, fail, ok, problem } from '../../lib/result.ts';
import type { StreamPort } from '../stream-port.ts';
import type { RunScreen, ScreenFacts } from './screen-context.ts';
import { ViewerStream } from './viewer-stream.ts';

type State = Omit<ConnectionEvents['screen'], 'screenId'>;

/** A connection to a screen's server. */
export interface Dialed {
  stream: Duplex;
  /** Of one round trip, where it was measured; milliseconds. */
  latencyMs?: number;
}

interface Options {
  port: StreamPort;
  run: RunScreen;
  credentials: ScreenCredentials;
  pin: string | undefined;
  keyboardLayout: number | undefined;
  address: string;
  isTunnelled: boolean;
  clock: Clock;
  dial(signal: AbortSignal): Promise<Result<Dialed>>;
  onState(state: State): void;
  log(line: string): void;
}

/** One connection of a screen, from the port that the window handed over to its end. */
export class ScreenRun implements Disposable {
  readonly #options: Options;
  readonly #viewer: ViewerStream;
  readonly #ending = new AbortController();
  #pin: string | undefined;
  #state: State = { state: 'connecting' };
  #answer: ((credentials: ScreenCredentials | undefined) => void) | undefined;
  #isOpen = false;
  #reason: Problem | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#pin = options.pin;
    this.#viewer = new ViewerStream(options.port);
    // Errors of a stream reach its runner through the pipeline; one that comes later is about nothing any more.
    this.#viewer.on('error', (error) => options.log(describe(error)));
    this.#viewer.listen({
      onPainted: () => {
        this.#isOpen = true;
        this.#say({ state: 'open' });
      },
      onGone: () => this[Symbol.dispose](),
    });
    this.#say({ state: 'connecting' });
    void this.#run();
  }

  /** Gives what it asks for; nothing happens when it asks for nothing. */
  answer(credentials: ScreenCredentials): void {
    this.#answer?.(credentials);
  }

  /** The machine's SSH connection is gone, and this screen with it. */
  linkLost(reason: Problem): void {
    if (!this.#options.isTunnelled) return;
    this.#reason = reason;
    this.#ending.abort();
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
    this.#viewer.destroy();
  }

  async #run(): Promise<void> {
    const { run, dial, credentials, keyboardLayout, address, isTunnelled, clock, log } = this.#options;
    const { signal } = this.#ending;
    const ended = await run({
      viewer: this.#viewer,
      credentials,
      keyboardLayout,
      address,
      isTunnelled,
      isPinned: this.#pin !== undefined,
      clock,
      signal,
      dial: async () => {
        const dialed = await dial(signal);
        if (!dialed.ok) return dialed;
        const { stream, latencyMs } = dialed.value;
        if (signal.aborted) {
          stream.destroy();
          return fail('cancelled', 'The connection was given up.');
        }
        if (latencyMs !== undefined) this.#say({ ...this.#state, latencyMs });
        return ok(stream);
      },
      ask: (question) => this.#ask(question),
      trust: (certificate) => this.#trust(certificate),
      report: (facts) => this.#say({ ...this.#state, ...facts }),
      log,
    }).catch((error: unknown) =>
      fail('internal', 'Something went wrong inside Jumpseat.', 'Reconnect the screen.', describe(error)),
    );
    const reason = this.#reason ?? (ended.ok ? this.#viewer.failure : ended.problem);
    this.#ending.abort();
    this.#viewer.destroy();
    if (reason === undefined || (reason.code === 'cancelled' && this.#reason === undefined))
      this.#say({ state: 'closed' });
    else this.#say({ state: this.#isOpen ? 'lost' : 'failed', problem: reason });
  }

  #ask(question: ScreenQuestion): Promise<ScreenCredentials | undefined> {
    const { signal } = this.#ending;
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const settle = (credentials?: ScreenCredentials): void => {
        signal.removeEventListener('abort', onAbort);
        this.#answer = undefined;
        if (credentials !== undefined) this.#say({ state: 'connecting' });
        resolve(credentials);
      };
      const onAbort = (): void => settle();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#answer = settle;
      this.#say({ state: 'asking', asks: question });
    });
  }

  #trust(certificate: { sha256: string; subject?: string }): Result<undefined> {
    this.#say({ ...this.#state, certificate });
    if (this.#pin === undefined || this.#pin === certificate.sha256) {
      this.#pin = certificate.sha256;
      return ok();
    }
    return {
      ok: false,
      problem: problem(
        'certificate-changed',
        'The screen’s server shows another certificate than before.',
        'It may have been started anew, or somebody is in between. Nothing was sent. Trust the new one only if you know why it changed.',
        `before: ${this.#pin}\nnow: ${certificate.sha256}`,
      ),
    };
  }

  #say(state: State | ({ state: State['state'] } & ScreenFacts)): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
