import { fileCalls, fileRequestSchema } from '../../contract/file-port.ts';
import type { FileCallName, FileEvents } from '../../contract/file-port.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { StreamPort } from '../stream-port.ts';
import { createFileHandlers, type FileHandlers, type WorkName } from './file-requests.ts';
import { connectionLost } from './file-task.ts';
import { createProgress } from './progress.ts';

/** Requests of one browser that are answered at the same time; a window of ours has a few. */
export const MAX_REQUESTS = 128;
/** Malformed messages that are told to the log; whoever sends more sends them for ever. */
const MAX_COMPLAINTS = 20;

interface Options {
  port: StreamPort;
  clock: Clock;
  /** The machine's files while its link is up. */
  machine(): MachineFiles | undefined;
  log(line: string): void;
  /** The window closed its end; called once. */
  onClose?(): void;
}

interface Work {
  controller: AbortController;
  /** What stops it: "listing 3", "work 7". */
  name: string | undefined;
}

/** Why a task was aborted, for its reply. */
const LOST = Symbol('lost');

/** Answers one file browser of the window through its port. Outlives a lost link: what waited fails, what comes works. */
export class FileBrowserPort implements AsyncDisposable {
  readonly #options: Options;
  readonly #handlers: FileHandlers;
  readonly #work = new Map<number, Work>();
  #complaints = 0;
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#handlers = createFileHandlers({ onEntries: (payload) => this.#event('entries', payload) });
    options.port.listen(
      (message) => this.#take(message),
      () => this.#close(),
    );
  }

  /** The link is gone, or is back. */
  linkChanged(isConnected: boolean): void {
    if (!isConnected) for (const { controller } of this.#work.values()) controller.abort(LOST);
    this.#event('link', { isConnected });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const wasClosed = this.#isClosed;
    this.#close();
    if (!wasClosed) this.#options.port.close();
    await Promise.resolve();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { controller } of this.#work.values()) controller.abort();
    this.#options.onClose?.();
  }

  #take(message: unknown): void {
    if (this.#isClosed) return;
    const request = fileRequestSchema.safeParse(message);
    if (!request.success) return this.#complain('a message of unknown form');
    const { id, name, input } = request.data;
    if (this.#work.has(id)) return this.#complain(`request ${id} twice`);
    if (!isCallName(name)) {
      this.#complain(`a request named ${name}`);
      return this.#fail(id, fail('bad-request', 'There is no such request.').problem);
    }
    const parsed = fileCalls[name].input.safeParse(input);
    if (!parsed.success) {
      this.#complain(`a malformed ${name}`);
      return this.#fail(
        id,
        fail('bad-request', 'This request was malformed.', undefined, parsed.error.message).problem,
      );
    }
    const numbers = { ...(typeof parsed.data === 'object' ? parsed.data : {}) } as {
      listingId?: number;
      workId?: number;
    };
    const work = nameOf(numbers);
    if (name === 'stopListing' || name === 'stopWork') {
      for (const other of this.#work.values()) if (other.name === work) other.controller.abort();
      return this.#reply(id, ok());
    }
    if (this.#work.size >= MAX_REQUESTS) {
      return this.#fail(id, fail('busy', 'Too much is asked of this machine at once.', 'Wait a moment.').problem);
    }
    void this.#answer(id, name, parsed.data, { controller: new AbortController(), name: work }, numbers.workId);
  }

  async #answer(id: number, name: WorkName, input: unknown, work: Work, workId: number | undefined): Promise<void> {
    const { clock, log, machine } = this.#options;
    const files = machine();
    if (files === undefined || files.lost.aborted) return this.#reply(id, connectionLost());
    const { controller } = work;
    const { signal } = controller;
    this.#work.set(id, work);
    const lost = () => controller.abort(LOST);
    files.lost.addEventListener('abort', lost);
    const onProgress = createProgress(clock, (done, total) => {
      if (workId === undefined || signal.aborted) return;
      this.#event('progress', { workId, done, ...(total === undefined ? {} : { total }) });
    });
    const handler = this.#handlers[name] as (task: unknown, input: unknown) => Promise<Result<unknown>>;
    // Whoever waits hears at once that it is over, whatever still has to come to its end on the machine.
    const aborted = new Promise<Result<unknown>>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(signal.reason === LOST ? connectionLost() : fail('cancelled', 'This was stopped.'));
      });
    });
    const done = handler({ machine: files, clock, signal, onProgress: onProgress.report, log }, input).catch(
      (error: unknown) => {
        log(`${name} broke down: ${describe(error)}`);
        return fail('internal', 'Something went wrong inside Jumpseat.', undefined, describe(error));
      },
    );
    const result = await Promise.race([aborted, done]);
    if (result.ok) onProgress.flush();
    onProgress.stop();
    files.lost.removeEventListener('abort', lost);
    this.#work.delete(id);
    this.#reply(id, result);
  }

  #reply(id: number, result: Result<unknown>): void {
    if (!result.ok) return this.#fail(id, result.problem);
    if (!this.#isClosed) this.#options.port.post({ type: 'reply', id, ok: true, value: result.value });
  }

  #fail(id: number, problem: Problem): void {
    if (!this.#isClosed) this.#options.port.post({ type: 'failure', id, problem });
  }

  #event<N extends keyof FileEvents>(name: N, payload: FileEvents[N]): void {
    if (!this.#isClosed) this.#options.port.post({ type: 'event', name, payload });
  }

  #complain(what: string): void {
    this.#complaints += 1;
    if (this.#complaints <= MAX_COMPLAINTS) this.#options.log(`ignored from the window: ${plainText(what)}`);
  }
}

function isCallName(name: string): name is FileCallName {
  return Object.hasOwn(fileCalls, name);
}

function nameOf({ listingId, workId }: { listingId?: number; workId?: number }): string | undefined {
  if (listingId !== undefined) return `listing ${listingId}`;
  return workId === undefined ? undefined : `work ${workId}`;
}
