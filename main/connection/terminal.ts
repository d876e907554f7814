import type { TerminalSize } from '../contract/calls.ts';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { Problem, Result } from '../contract/problem.ts';
import { terminalInputSchema } from '../contract/streams.ts';
import type { TerminalOutput } from '../contract/streams.ts';
import type { Clock } from '../lib/clock.ts';
import type { TerminalRecorder } from './recording/recordings.ts';
import { PortWriter } from './port-writer.ts';
import { ReplayBuffer } from './replay-buffer.ts';
import type { ShellChannel, ShellExit } from './ssh-connection.ts';
import type { StreamPort } from './stream-port.ts';

/** How much output is read while no window looks; then the remote program waits, as it would for a stopped terminal. */
export const UNSEEN_LIMIT_BYTES = 32 * 1024 * 1024;

/** How long a machine that has no room for one more channel is asked again, and how often. */
const ROOM_PATIENCE_MS = 5_000;
const ROOM_PAUSE_MS = 250;

/** Input kept for a shell that is still being opened. */
const TYPE_AHEAD_BYTES = 1_048_576;

interface Options {
  clock: Clock;
  openShell(size: TerminalSize): Promise<Result<ShellChannel>>;
  onState(state: Omit<ConnectionEvents['terminal'], 'terminalId'>): void;
  log(line: string): void;
}

interface Attachment {
  port: StreamPort;
  writer: PortWriter;
}

type End = Extract<TerminalOutput, { type: 'exit' | 'lost' }>;

/**
 * One terminal on a machine. Its shell starts at the first attachment, so that it knows the window's size from its first
 * prompt on, and outlives every port: a window that was reloaded attaches again and is shown what was there.
 */
export class Terminal implements AsyncDisposable {
  readonly #options: Options;
  readonly #replay = new ReplayBuffer();
  #attachment: Attachment | undefined;
  #recorder: TerminalRecorder | undefined;
  #channel: ShellChannel | undefined;
  #isOpening = false;
  #typedAhead: Uint8Array[] = [];
  #lostBecause: Problem | undefined;
  #end: End | undefined;
  #size: TerminalSize | undefined;
  #unseenBytes = 0;
  #isPaused = false;
  #isPressed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Joins a window's port; an earlier one is closed. */
  attach(port: StreamPort, size: TerminalSize): void {
    this.#detach();
    const writer = new PortWriter(port, this.#options.clock, (isHigh) => {
      this.#isPressed = isHigh;
      this.#applyPressure();
    });
    this.#attachment = { port, writer };
    this.#isPressed = false;
    this.#unseenBytes = 0;
    const seen = this.#replay.snapshot();
    if (seen.length > 0) port.post({ type: 'replay', bytes: seen });
    port.listen(
      (message) => this.#take(port, message),
      () => {
        if (this.#attachment?.port === port) this.#detach();
      },
    );
    if (this.#end !== undefined) port.post(this.#end);
    else if (this.#channel !== undefined) this.#resize(size);
    else if (!this.#isOpening) void this.#open(size);
    else this.#resize(size);
    this.#applyPressure();
  }

  /** Joins what records it from now on, with what was shown already. */
  record(recorder: TerminalRecorder): void {
    this.#recorder = recorder;
    if (this.#size !== undefined) recorder.resize(this.#size);
    const seen = this.#replay.snapshot();
    if (seen.length > 0) recorder.output(seen);
    if (this.#end !== undefined) recorder.end();
  }

  /** The link under the terminal is gone. What was received before is still passed on. */
  linkLost(problem: Problem): void {
    if (this.#end !== undefined) return;
    this.#lostBecause = problem;
    if (this.#channel === undefined) this.#finish({ type: 'lost', problem });
    else this.#applyPressure();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#channel?.close();
    this.#channel = undefined;
    this.#end ??= { type: 'exit' };
    this.#recorder?.end();
    this.#detach();
    await Promise.resolve();
  }

  async #open(size: TerminalSize): Promise<void> {
    this.#isOpening = true;
    this.#size = size;
    this.#recorder?.resize(size);
    const opened = await this.#openShell(size);
    this.#isOpening = false;
    if (this.#end !== undefined) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (!opened.ok) return this.#finish({ type: 'lost', problem: opened.problem });
    const channel = opened.value;
    this.#channel = channel;
    channel.listen(
      (bytes) => this.#receive(bytes),
      (exit) => this.#ended(exit),
    );
    if (this.#size !== undefined) channel.resize(this.#size);
    for (const bytes of this.#typedAhead.splice(0)) channel.write(bytes);
    this.#options.onState({ state: 'open' });
  }

  /** Servers allow a few channels at once (OpenSSH's MaxSessions), and some of ours last for a moment only. */
  async #openShell(size: TerminalSize): Promise<Result<ShellChannel>> {
    const { clock, openShell } = this.#options;
    const giveUpAt = clock.now() + ROOM_PATIENCE_MS;
    for (;;) {
      const opened = await openShell(this.#size ?? size);
      if (opened.ok || opened.problem.code !== 'busy' || this.#end !== undefined || clock.now() >= giveUpAt)
        return opened;
      await new Promise<void>((resolve) => void clock.after(ROOM_PAUSE_MS, resolve));
    }
  }

  #receive(bytes: Uint8Array): void {
    this.#replay.append(bytes);
    this.#recorder?.output(bytes);
    if (this.#attachment !== undefined) return this.#attachment.writer.write(bytes);
    this.#unseenBytes += bytes.length;
    this.#applyPressure();
  }

  #take(port: StreamPort, message: unknown): void {
    if (this.#attachment?.port !== port) return;
    const parsed = terminalInputSchema.safeParse(message);
    if (!parsed.success) return this.#options.log('a malformed message from a window was ignored');
    const input = parsed.data;
    if (input.type === 'ack') this.#attachment.writer.acknowledge(input.byteCount);
    else if (input.type === 'data') this.#type(input.bytes);
    else this.#resize({ columns: input.columns, rows: input.rows });
  }

  #type(bytes: Uint8Array): void {
    if (this.#channel !== undefined) return this.#channel.write(bytes);
    const waitingBytes = this.#typedAhead.reduce((sum, { length }) => sum + length, bytes.length);
    if (this.#isOpening && waitingBytes <= TYPE_AHEAD_BYTES) this.#typedAhead.push(bytes);
  }

  #resize(size: TerminalSize): void {
    if (size.columns === this.#size?.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#recorder?.resize(size);
    this.#channel?.resize(size);
  }

  #applyPressure(): void {
    const isTooMuch = this.#attachment === undefined ? this.#unseenBytes > UNSEEN_LIMIT_BYTES : this.#isPressed;
    // What is left of a lost channel is read whatever the window does: it is little, and its end must be seen.
    const isPaused = isTooMuch && this.#lostBecause === undefined;
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.#channel?.pause();
    else this.#channel?.resume();
  }

  #ended({ code, signal }: ShellExit): void {
    if (this.#lostBecause !== undefined) return this.#finish({ type: 'lost', problem: this.#lostBecause });
    this.#finish({
      type: 'exit',
      ...(code === undefined ? {} : { code }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  #finish(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#recorder?.end();
    this.#channel = undefined;
    this.#attachment?.writer.flush();
    this.#attachment?.port.post(end);
    if (end.type === 'lost') return this.#options.onState({ state: 'lost' });
    this.#options.onState({
      state: 'exited',
      ...(end.code === undefined ? {} : { exitCode: end.code }),
      ...(end.signal === undefined ? {} : { exitSignal: end.signal }),
    });
  }

  #detach(): void {
    const left = this.#attachment;
    this.#attachment = undefined;
    left?.writer.stop();
    left?.port.close();
    this.#applyPressure();
  }
}
