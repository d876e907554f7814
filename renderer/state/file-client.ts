import {
  fileCalls,
  fileEvents,
  fileMessageSchema,
  type FileCallInput,
  type FileCallName,
  type FileCallOutput,
  type FileEvents,
  type FileMessage,
  type FileRequest,
} from '../../main/contract/file-port.ts';
import type { FileEntry } from '../../main/contract/files.ts';
import type { Problem, Result } from '../../main/contract/problem.ts';

/** Calls that take long: they say how far they are, and can be stopped. */
export type FileWork = 'remove' | 'setMode' | 'duplicate' | 'checksum';
type WorkInput<N extends FileWork> = Omit<FileCallInput<N>, 'workId'>;

export interface WorkProgress {
  done: number;
  total?: number | undefined;
}

interface Waiting {
  answer(result: Result<unknown>): void;
}

/** Requests that change nothing on the machine. */
const onlyLooks: ReadonlySet<FileCallName> = new Set(['locate', 'list', 'complete', 'count', 'info', 'read']);

const portLost: Problem = {
  code: 'process-crashed',
  message: 'The part of Jumpseat that looks after these files stopped.',
  hint: 'Try again.',
};

function broken(detail: string): { ok: false; problem: Problem } {
  const message = 'The answer about these files could not be read.';
  return { ok: false, problem: { code: 'protocol-error', message, hint: 'Try again.', detail } };
}

/**
 * The window's end of a port for files. The port is asked for with the first call, and again after it was lost. No call
 * rejects: whatever goes wrong is a problem like any other.
 */
export class FileClient implements Disposable {
  readonly #attach: () => Promise<Result<MessagePort>>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<keyof FileEvents, Set<(payload: never) => void>>();
  #port: Promise<Result<MessagePort>> | undefined;
  #nextId = 1;
  #isDisposed = false;

  /** @param attach asks main for a port */
  constructor(attach: () => Promise<Result<MessagePort>>) {
    this.#attach = attach;
  }

  async call<N extends FileCallName>(name: N, input: FileCallInput<N>): Promise<Result<FileCallOutput<N>>> {
    let result = await this.#ask(name, input);
    // The port was lost on the way. What only looks can be asked again, of whoever is there now.
    const wasLost = !result.ok && result.problem === portLost;
    if (wasLost && onlyLooks.has(name) && !this.#isDisposed) result = await this.#ask(name, input);
    if (!result.ok) return result;
    const parsed = fileCalls[name].output.safeParse(result.value);
    return parsed.success ? { ok: true, value: parsed.data as FileCallOutput<N> } : broken(parsed.error.message);
  }

  /** Calls the listener with what the machine's side says unasked. The returned function takes it back. */
  on<N extends keyof FileEvents>(name: N, listener: (payload: FileEvents[N]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  /** Lists a folder, giving its entries as they come. `cancelled` once the signal is aborted. */
  async list(
    path: string,
    onEntries: (entries: FileEntry[]) => void,
    signal: AbortSignal,
  ): Promise<Result<FileCallOutput<'list'>>> {
    const listingId = this.#nextId++;
    const stopListening = this.on('entries', (payload) => {
      if (payload.listingId === listingId && !signal.aborted) onEntries(payload.entries);
    });
    // Whoever does not want it any more does not wait for the machine to have understood.
    const stopped = Promise.withResolvers<Result<never>>();
    const stop = () => {
      stopped.resolve(cancelled);
      void this.call('stopListing', { listingId });
    };
    signal.addEventListener('abort', stop, { once: true });
    const result = await Promise.race([this.call('list', { path, listingId }), stopped.promise]);
    signal.removeEventListener('abort', stop);
    stopListening();
    return signal.aborted ? cancelled : result;
  }

  /** Does something that takes long. `cancelled` when it was stopped by the signal. */
  async work<N extends FileWork>(
    name: N,
    input: WorkInput<N>,
    onProgress: (progress: WorkProgress) => void,
    signal?: AbortSignal,
  ): Promise<Result<FileCallOutput<N>>> {
    const workId = this.#nextId++;
    const stopListening = this.on('progress', (payload) => {
      if (payload.workId === workId) onProgress(payload);
    });
    const stop = () => void this.call('stopWork', { workId });
    signal?.addEventListener('abort', stop, { once: true });
    const result = await this.call(name, { ...input, workId } as unknown as FileCallInput<N>);
    signal?.removeEventListener('abort', stop);
    stopListening();
    return result;
  }

  /** Takes back a disposal: calls ask for a port again. */
  resume(): void {
    this.#isDisposed = false;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    void this.#port?.then((port) => port.ok && port.value.close());
    this.#lose();
    this.#listeners.clear();
  }

  async #ask<N extends FileCallName>(name: N, input: FileCallInput<N>): Promise<Result<unknown>> {
    const port = await this.#open();
    if (!port.ok) return port;
    const id = this.#nextId++;
    const answer = Promise.withResolvers<Result<unknown>>();
    this.#waiting.set(id, { answer: answer.resolve });
    const request: FileRequest = { id, name, input };
    port.value.postMessage(request);
    return answer.promise;
  }

  #open(): Promise<Result<MessagePort>> {
    if (this.#isDisposed) return Promise.resolve({ ok: false, problem: portLost });
    this.#port ??= this.#start();
    return this.#port;
  }

  async #start(): Promise<Result<MessagePort>> {
    const received = await this.#attach();
    if (!received.ok) {
      this.#port = undefined;
      return received;
    }
    const { value: port } = received;
    if (this.#isDisposed) {
      port.close();
      return { ok: false, problem: portLost };
    }
    port.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#take(data));
    // The other end goes away without a word when the connection process crashes.
    port.addEventListener('close', () => this.#lose());
    port.start();
    return received;
  }

  #lose(): void {
    this.#port = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { answer } of waiting) answer({ ok: false, problem: portLost });
  }

  #take(data: unknown): void {
    const message = fileMessageSchema.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'event') return this.#tell(message.data);
    const waiting = this.#waiting.get(message.data.id);
    this.#waiting.delete(message.data.id);
    if (message.data.type === 'reply') waiting?.answer({ ok: true, value: message.data.value });
    else waiting?.answer({ ok: false, problem: message.data.problem });
  }

  #tell({ name, payload }: Extract<FileMessage, { type: 'event' }>): void {
    if (!isEventName(name)) return;
    const parsed = fileEvents[name].safeParse(payload);
    if (!parsed.success) return;
    for (const listener of this.#listeners.get(name) ?? []) listener(parsed.data as never);
  }
}

const cancelled: Result<never> = { ok: false, problem: { code: 'cancelled', message: 'This was stopped.' } };

function isEventName(name: string): name is keyof FileEvents {
  return Object.hasOwn(fileEvents, name);
}
