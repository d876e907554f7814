import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import { createClient, type CallTable, type EventTable, type RpcClient } from '../lib/rpc.ts';
import { fail } from '../lib/result.ts';
import type { Clock } from '../lib/clock.ts';

/** How often a utility process must show that its event loop turns. */
const HEARTBEAT_MS = 10_000;
/** How long it may take to answer before it counts as stalled and is ended. */
const HEARTBEAT_TIMEOUT_MS = 20_000;
/** How long it may take to go when asked to, before the system ends it: a stalled process hears no request. */
const END_TIMEOUT_MS = 3_000;
/** Lines of its output kept for the error message. */
const KEPT_LINES = 40;

interface Options<C extends CallTable, E extends EventTable> {
  /** File of the built process. */
  file: string;
  /** Name in the system's process list and in our log. */
  name: string;
  tables: { calls: C; events: E };
  clock: Clock;
  log(line: string): void;
  /** The process is gone without having been asked to go. */
  onCrash(detail: string): void;
}

/** A utility process with its typed channel, a heartbeat, and its last words. Ends with its owner. */
export class SupervisedProcess<C extends CallTable, E extends EventTable> implements AsyncDisposable {
  readonly client: RpcClient<C, E, MessagePortMain>;
  readonly #child: UtilityProcess;
  readonly #gone: Promise<void>;
  readonly #lastLines: string[] = [];
  readonly #clock: Clock;
  #stopHeartbeat: () => void = () => {};
  #cancelKill: () => void = () => {};
  #isEnding = false;

  constructor(options: Options<C, E>) {
    const child = utilityProcess.fork(options.file, [], { serviceName: options.name, stdio: 'pipe' });
    this.#child = child;
    this.#clock = options.clock;
    this.client = createClient<C, E, MessagePortMain>(
      {
        send: (message, ports) => child.postMessage(message, ports),
        listen: (listener) => child.on('message', (message: unknown) => listener(message, [])),
      },
      options.tables,
      (detail) => options.log(`${options.name}: malformed ${detail}`),
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\n').filter(Boolean)) this.#keep(options, line);
      });
    }
    // Its report, the third argument, holds the environment: it goes nowhere.
    child.on('error', (type, location) => this.#keep(options, `${type} at ${location}`));
    child.once('spawn', () => {
      if (this.#isEnding) this.#end();
    });
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.#stopHeartbeat();
        this.#cancelKill();
        const detail = [`exit code ${code}`, ...this.#lastLines].join('\n');
        this.client.fail(fail('process-crashed', 'A part of Jumpseat stopped unexpectedly.', 'Try again.', detail));
        if (!this.#isEnding) options.onCrash(detail);
        resolve();
      });
    });
    this.#beat(options);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  #keep(options: Options<C, E>, line: string): void {
    options.log(`${options.name}: ${line}`);
    this.#lastLines.push(line);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
  }

  #end(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    this.#child.kill();
    this.#cancelKill = this.#clock.after(END_TIMEOUT_MS, () => process.kill(pid, 'SIGKILL'));
  }

  #beat(options: Options<C, E>): void {
    this.#stopHeartbeat = options.clock.after(HEARTBEAT_MS, () => {
      void this.client.ping(HEARTBEAT_TIMEOUT_MS).then((isAlive) => {
        if (this.#isEnding) return;
        if (isAlive) return this.#beat(options);
        this.#keep(options, `gave no sign of life for ${HEARTBEAT_TIMEOUT_MS / 1000} seconds and was ended`);
        this.#end();
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    this.#stopHeartbeat();
    this.#end();
    await this.#gone;
  }
}
