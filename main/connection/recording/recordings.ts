import type { TerminalSize } from '../../contract/calls.ts';
import type { connectionCalls, ConnectionEvents } from '../../contract/connection-control.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Handlers } from '../../lib/rpc.ts';
import type { StreamPort } from '../stream-port.ts';
import { Recording } from './recording.ts';
import { SecretTable } from './secret-table.ts';

/** What a terminal tells its recording. */
export interface TerminalRecorder {
  /** What the machine sent, as it came. */
  output(bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  end(): void;
}

interface Options {
  clock: Clock;
  /** Joins a recorder to an open terminal; false when there is none. */
  join(terminalId: string, recorder: TerminalRecorder): boolean;
  onState(state: ConnectionEvents['recording']): void;
  log(line: string): void;
}

type Calls = Pick<Handlers<typeof connectionCalls, StreamPort>, 'startRecording' | 'pauseRecording' | 'addSecrets'>;

const closed = fail('not-found', 'This terminal is closed.');

/** The recordings of a session's terminals, and the secrets that none of them may hold. */
export class Recordings implements AsyncDisposable {
  readonly handlers: Calls;
  readonly #options: Options;
  readonly #secrets = new SecretTable();
  readonly #recordings = new Map<string, Recording>();

  constructor(options: Options) {
    this.#options = options;
    this.handlers = {
      startRecording: async ({ secrets, ...order }) => {
        this.#secrets.add(secrets);
        return this.#start(order);
      },
      pauseRecording: ({ terminalId, isPaused }) => {
        const recording = this.#recordings.get(terminalId);
        recording?.pause(isPaused);
        return recording === undefined ? closed : ok();
      },
      addSecrets: ({ secrets }) => {
        this.#secrets.add(secrets);
        return ok();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#recordings.values()].map((recording) => recording.end()));
  }

  async #start({
    terminalId,
    ...order
  }: {
    terminalId: string;
    file: string;
    title: string;
    limitBytes: number;
    isPaused: boolean;
  }): Promise<Result<undefined>> {
    const { clock, join, onState, log } = this.#options;
    if (this.#recordings.has(terminalId)) return fail('bad-request', 'This terminal is recorded already.');
    const recording = new Recording({
      ...order,
      clock,
      secrets: this.#secrets,
      onState: (state) => onState({ terminalId, ...state }),
      log: (line) => log(`terminal ${terminalId}: ${line}`),
    });
    this.#recordings.set(terminalId, recording);
    const recorder: TerminalRecorder = {
      output: (bytes) => recording.output(bytes),
      resize: (size) => recording.resize(size),
      end: () => void recording.end().finally(() => this.#recordings.delete(terminalId)),
    };
    if (join(terminalId, recorder)) return ok();
    this.#recordings.delete(terminalId);
    return closed;
  }
}
