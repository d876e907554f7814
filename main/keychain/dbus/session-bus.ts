import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { decodeMessage, encodeCall, messageTypes } from './message.ts';
import type { Call, Message } from './message.ts';
import type { Value } from './values.ts';

/** The bus and a keychain answer within milliseconds; one that takes so long is taken for stuck. */
export const CALL_TIMEOUT_MS = 5_000;
/** Longest line of the greeting. */
const MAX_LINE_BYTES = 1024;

/** An error that the other side of a call answered with. */
export class BusError extends Error {
  /** For example "org.freedesktop.DBus.Error.ServiceUnknown". */
  readonly busName: string;
  constructor(busName: string, message: string) {
    super(message);
    this.busName = busName;
  }
}

type Waiting = (outcome: Message | Error) => void;

/** A connection to the D-Bus session bus, for a few calls. */
export class SessionBus implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(signal: Message) => void>();
  #received = Buffer.alloc(0);
  #serial = 0;
  #end: Error | undefined;

  private constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  /** Connects to the first path where a bus answers; rejects when there is none. */
  static async connect(paths: readonly string[], clock: Clock): Promise<SessionBus> {
    let failure = new Error('no session bus is named in the environment');
    for (const path of paths) {
      const bus = new SessionBus(connect({ path }), clock);
      try {
        await bus.#greet();
        return bus;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        bus.#stop(failure);
      }
    }
    throw failure;
  }

  /** The values of the reply. Rejects with a {@link BusError} when the other side says no. */
  async call(call: Call, timeoutMs = CALL_TIMEOUT_MS): Promise<Value[]> {
    this.#serial += 1;
    const serial = this.#serial;
    const reply = await this.#limited<Message>(timeoutMs, `${call.member} was not answered in time`, (settle) => {
      this.#waiting.set(serial, settle);
      this.#socket.write(encodeCall(call, serial));
    }).finally(() => this.#waiting.delete(serial));
    if (reply.type !== messageTypes.error) return reply.body;
    const [text] = reply.body;
    throw new BusError(reply.errorName ?? '', typeof text === 'string' ? text : (reply.errorName ?? 'refused'));
  }

  /** Calls the listener for every signal that arrives; the returned function ends it. */
  onSignal(listener: (signal: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop(new Error('the connection to the session bus was closed'));
    await Promise.resolve();
  }

  #limited<T>(timeoutMs: number, complaint: string, begin: (settle: (outcome: T | Error) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) return reject(this.#end);
      const cancel = this.#clock.after(timeoutMs, () => reject(new Error(complaint)));
      begin((outcome) => {
        cancel();
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
    });
  }

  /** Signs in as the user this process belongs to, and asks for a name on the bus. */
  async #greet(): Promise<void> {
    const who = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    await this.#limited<undefined>(CALL_TIMEOUT_MS, 'the session bus did not answer in time', (settle) => {
      this.#socket.once('connect', () => this.#socket.write(`\0AUTH EXTERNAL ${who}\r\n`));
      this.#socket.on('error', (error) => {
        settle(error);
        this.#stop(error);
      });
      this.#socket.once('close', () => {
        const error = new Error('the session bus closed the connection');
        settle(error);
        this.#stop(error);
      });
      const listen = (bytes: Buffer): void => {
        this.#received = Buffer.concat([this.#received, bytes]);
        const end = this.#received.indexOf('\r\n');
        if (end < 0 && this.#received.length < MAX_LINE_BYTES) return;
        this.#socket.off('data', listen);
        if (!this.#received.toString('latin1').startsWith('OK ')) {
          return settle(new Error('the session bus refused this user'));
        }
        this.#received = this.#received.subarray(end + 2);
        this.#socket.on('data', (more: Buffer) => this.#take(more));
        this.#socket.write('BEGIN\r\n');
        settle(undefined);
      };
      this.#socket.on('data', listen);
    });
    await this.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'Hello',
    });
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    try {
      for (let next = decodeMessage(this.#received); next !== undefined; next = decodeMessage(this.#received)) {
        this.#received = this.#received.subarray(next.byteCount);
        this.#deliver(next.message);
      }
    } catch (error) {
      this.#stop(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #deliver(message: Message): void {
    if (message.type === messageTypes.signal) for (const listener of this.#listeners) listener(message);
    if (message.replySerial !== undefined) this.#waiting.get(message.replySerial)?.(message);
  }

  #stop(reason: Error): void {
    this.#end ??= reason;
    this.#socket.destroy();
    for (const settle of this.#waiting.values()) settle(reason);
    this.#waiting.clear();
  }
}
