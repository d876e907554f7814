import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { ConnectionEvents, Identity } from '../../../main/contract/connection-control.ts';
import { fileEvents, fileMessageSchema } from '../../../main/contract/file-port.ts';
import type { FileMessage } from '../../../main/contract/file-port.ts';
import { flow } from '../../../main/contract/flow.ts';
import { terminalOutputSchema } from '../../../main/contract/streams.ts';
import type { TerminalInput, TerminalOutput } from '../../../main/contract/streams.ts';
import type { ConnectionService } from '../../../main/connection/connection-service.ts';
import type { StreamPort } from '../../../main/connection/stream-port.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { startInProcess } from '../../fixtures/connection/in-process-service.ts';

/** As long as a test may take. */
const WAIT_MS = 28_000;

/** Of a window that does not keep what it is shown. */
const KEPT_CHARACTERS = 200;

/** Resolves when the condition holds; looks whenever `changed` is called. */
class Watch {
  readonly #waiting = new Set<() => void>();

  changed(): void {
    for (const look of this.#waiting) look();
  }

  until<T>(look: () => T | undefined | false, describeState: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`Waited ${WAIT_MS} ms in vain. State: ${describeState()}`));
      }, WAIT_MS);
      const check = () => {
        const found = look();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }
}

/** What a window does at its end of a terminal's port. */
export class WindowEnd {
  /** Everything the terminal put out, replay included. */
  text = '';
  bytes = 0;
  /** Of them, those that were kept for this window. */
  replayedBytes = 0;
  readonly messages: TerminalOutput['type'][] = [];
  end: Extract<TerminalOutput, { type: 'exit' | 'lost' }> | undefined;
  isAcknowledging = true;
  isKeeping = true;
  readonly #port: MessagePort;
  readonly #watch = new Watch();
  readonly #decoder = new TextDecoder();
  #unacknowledged = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (raw: unknown) => this.#take(terminalOutputSchema.parse(raw)));
  }

  type(text: string): void {
    this.post({ type: 'data', bytes: new TextEncoder().encode(text) });
  }

  post(message: TerminalInput): void {
    this.#port.postMessage(message);
  }

  /** Sends something no window of ours would. */
  postRaw(message: unknown): void {
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }

  async see(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#watch.until(
      () => pattern.exec(this.text) ?? undefined,
      () => JSON.stringify({ wanted: String(pattern), text: this.text.slice(-2000), end: this.end }),
    );
  }

  async ended(): Promise<NonNullable<WindowEnd['end']>> {
    return this.#watch.until(
      () => this.end,
      () => JSON.stringify(this.text.slice(-2000)),
    );
  }

  async received(byteCount: number): Promise<void> {
    await this.#watch.until(
      () => this.bytes >= byteCount,
      () => `${this.bytes} of ${byteCount} bytes`,
    );
  }

  #take(message: TerminalOutput): void {
    this.messages.push(message.type);
    if (message.type === 'data' || message.type === 'replay') {
      this.bytes += message.bytes.length;
      if (message.type === 'replay') this.replayedBytes += message.bytes.length;
      this.text += this.#decoder.decode(message.bytes, { stream: true });
      if (!this.isKeeping) this.text = this.text.slice(-KEPT_CHARACTERS);
    } else {
      this.end = message;
    }
    if (message.type === 'data' && this.isAcknowledging) this.#acknowledge(message.bytes.length);
    this.#watch.changed();
  }

  #acknowledge(byteCount: number): void {
    this.#unacknowledged += byteCount;
    if (this.#unacknowledged < flow.ACK_BYTES) return;
    this.post({ type: 'ack', byteCount: this.#unacknowledged });
    this.#unacknowledged = 0;
  }
}

/** What a window does at its end of a file browser's port. */
class BrowserEnd {
  readonly links: boolean[] = [];
  readonly #port: MessagePort;
  readonly #watch = new Watch();
  readonly #replies = new Map<number, Exclude<FileMessage, { type: 'event' }>>();
  #asked = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (raw: unknown) => {
      const message = fileMessageSchema.parse(raw);
      if (message.type !== 'event') this.#replies.set(message.id, message);
      else if (message.name === 'link') this.links.push(fileEvents.link.parse(message.payload).isConnected);
      this.#watch.changed();
    });
  }

  async ask(name: string, input: unknown): Promise<Exclude<FileMessage, { type: 'event' }>> {
    this.#asked += 1;
    const id = this.#asked;
    this.#port.postMessage({ id, name, input });
    return this.#watch.until(
      () => this.#replies.get(id),
      () => `no answer to ${name}`,
    );
  }

  async linkIs(isConnected: boolean): Promise<void> {
    await this.#watch.until(
      () => this.links.at(-1) === isConnected,
      () => JSON.stringify(this.links),
    );
  }

  close(): void {
    this.#port.close();
  }
}

function fromNodePort(port: MessagePort): StreamPort {
  return {
    post: (message) => port.postMessage(message),
    listen(onMessage, onClose) {
      port.on('message', onMessage);
      port.on('close', onClose);
    },
    close: () => port.close(),
  };
}

type AnyEvent = { [N in keyof ConnectionEvents]: { name: N; payload: ConnectionEvents[N] } }[keyof ConnectionEvents];

/** A connection service behind the same typed channel that main uses, in this process. */
export class Harness implements AsyncDisposable {
  readonly events: AnyEvent[] = [];
  readonly client;
  readonly #service: ConnectionService;
  readonly #watch = new Watch();
  readonly #windows: WindowEnd[] = [];
  readonly #browsers: BrowserEnd[] = [];

  constructor() {
    const { service, client } = startInProcess();
    this.#service = service;
    this.client = client;
    for (const name of ['link', 'terminal', 'log'] as const) {
      this.client.on(name, (payload) => {
        this.events.push({ name, payload } as AnyEvent);
        this.#watch.changed();
      });
    }
  }

  /** Connects machine 0 to the server, by default with the key that it takes. */
  async connect(
    sshd: Pick<Sshd, 'host' | 'port' | 'user'>,
    identities: Identity[],
    hostKey?: ConnectionEvents['link']['hostKey'],
  ): Promise<ConnectionEvents['link']> {
    const seen = this.events.length;
    const endpoint = { kind: 'ssh' as const, host: sshd.host, port: sshd.port, user: sshd.user };
    await this.client.call('connect', { machine: 0, endpoint, identities, hostKey });
    return this.link((event) => event.state === 'connected' || event.state === 'failed', seen);
  }

  /** The first link event from position `from` on that fits. */
  async link(fits: (event: ConnectionEvents['link']) => boolean, from = 0): Promise<ConnectionEvents['link']> {
    return this.#event('link', fits, from);
  }

  async terminal(
    fits: (event: ConnectionEvents['terminal']) => boolean,
    from = 0,
  ): Promise<ConnectionEvents['terminal']> {
    return this.#event('terminal', fits, from);
  }

  async logged(pattern: RegExp): Promise<void> {
    await this.#event('log', ({ line }) => pattern.test(line), 0);
  }

  async open(terminalId: string, size = { columns: 80, rows: 24 }, command?: string): Promise<WindowEnd> {
    const opened = await this.client.call('openTerminal', { machine: 0, terminalId, command });
    if (!opened.ok) throw new Error(opened.problem.message);
    return this.attach(terminalId, size);
  }

  async attach(terminalId: string, size = { columns: 80, rows: 24 }): Promise<WindowEnd> {
    const { port1, port2 } = new MessageChannel();
    const window = new WindowEnd(port2);
    this.#windows.push(window);
    const attached = await this.client.call('attachTerminal', { terminalId, size }, [fromNodePort(port1)]);
    if (!attached.ok) throw new Error(attached.problem.message);
    return window;
  }

  /** Attaches a file browser to a machine. */
  async browse(machine = 0): Promise<BrowserEnd> {
    const { port1, port2 } = new MessageChannel();
    const browser = new BrowserEnd(port2);
    this.#browsers.push(browser);
    const attached = await this.client.call('attachFiles', { machine }, [fromNodePort(port1)]);
    if (!attached.ok) throw new Error(attached.problem.message);
    return browser;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const window of this.#windows) window.close();
    for (const browser of this.#browsers) browser.close();
    await this.#service[Symbol.asyncDispose]();
  }

  async #event<N extends keyof ConnectionEvents>(
    name: N,
    fits: (payload: ConnectionEvents[N]) => boolean,
    from: number,
  ): Promise<ConnectionEvents[N]> {
    const find = () =>
      this.events
        .slice(from)
        .map((event) => (event.name === name ? (event.payload as ConnectionEvents[N]) : undefined))
        .find((payload) => payload !== undefined && fits(payload));
    return this.#watch.until(find, () => JSON.stringify(this.events.slice(from)));
  }
}

export function keyIdentity(label: string, privateKey: string, passphrase?: string): Identity {
  return { kind: 'private-key', label, privateKey, ...(passphrase === undefined ? {} : { passphrase }) };
}
