import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { FileBrowserPort } from '../../../main/connection/files/file-browser-port.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { fileCalls, fileEvents, fileMessageSchema } from '../../../main/contract/file-port.ts';
import type { FileCallInput, FileCallName, FileCallOutput, FileEvents } from '../../../main/contract/file-port.ts';
import type { FileEntry } from '../../../main/contract/files.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { value } from './remote-files-behaviour.ts';

type Event = { [N in keyof FileEvents]: { name: N; payload: FileEvents[N] } }[keyof FileEvents];

/** A window's end of the port of a file browser; everything that comes is held against the contract. */
export class Browser implements AsyncDisposable {
  readonly events: Event[] = [];
  readonly log: string[] = [];
  readonly port: FileBrowserPort;
  machine: MachineFiles | undefined;
  isClosedThere = false;
  onEvent: (event: Event) => void = () => {};
  readonly #own: MessagePort;
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  #nextId = 1;

  constructor(machine: MachineFiles | undefined) {
    this.machine = machine;
    const { port1, port2 } = new MessageChannel();
    this.#own = port2;
    port2.on('message', (raw: unknown) => this.#take(raw));
    this.port = new FileBrowserPort({
      port: {
        post: (message) => port1.postMessage(message),
        listen(onMessage, onClose) {
          port1.on('message', onMessage);
          port1.on('close', onClose);
        },
        close: () => port1.close(),
      },
      clock: systemClock,
      machine: () => this.machine,
      log: (line) => this.log.push(line),
      onClose: () => {
        this.isClosedThere = true;
      },
    });
  }

  async ask<N extends FileCallName>(name: N, input: FileCallInput<N>): Promise<Result<FileCallOutput<N>>> {
    const result = await this.askRaw(name, input);
    return result.ok ? { ok: true, value: fileCalls[name].output.parse(result.value) as FileCallOutput<N> } : result;
  }

  /** The value of a reply; throws the problem. */
  async get<N extends FileCallName>(name: N, input: FileCallInput<N>): Promise<FileCallOutput<N>> {
    return value(await this.ask(name, input));
  }

  askRaw(name: string, input: unknown): Promise<Result<unknown>> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.post({ id, name, input });
    });
  }

  post(message: unknown): void {
    this.#own.postMessage(message);
  }

  close(): void {
    this.#own.close();
  }

  /** Lists a folder as a window shows it: the last that came of each name. */
  async list(path: string, listingId = this.#nextId): Promise<Map<string, FileEntry>> {
    await this.get('list', { path, listingId });
    return this.entries(listingId);
  }

  entries(listingId: number): Map<string, FileEntry> {
    const shown = new Map<string, FileEntry>();
    for (const event of this.events) {
      if (event.name !== 'entries' || event.payload.listingId !== listingId) continue;
      for (const entry of event.payload.entries) shown.set(entry.name, entry);
    }
    return shown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.port[Symbol.asyncDispose]();
    this.#own.close();
  }

  #take(raw: unknown): void {
    const message = fileMessageSchema.parse(raw);
    if (message.type === 'event') {
      const schema = fileEvents[message.name as keyof typeof fileEvents];
      const event = { name: message.name, payload: schema.parse(message.payload) } as Event;
      this.events.push(event);
      this.onEvent(event);
      return;
    }
    const resolve = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    resolve?.(message.type === 'reply' ? { ok: true, value: message.value } : { ok: false, problem: message.problem });
  }
}
