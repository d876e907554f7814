import type { TerminalSize } from '../../contract/calls.ts';
import type { ConnectionEvents } from '../../contract/connection-control.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Recording as RecordingEntry } from '../../contract/record.ts';
import type { Clock } from '../../lib/clock.ts';
import { writeLine } from '../../lib/recording-lines.ts';
import { describe, problem } from '../../lib/result.ts';
import { FileWriter } from './file-writer.ts';
import { redactLine, Redactor } from './redactor.ts';
import type { SecretTable } from './secret-table.ts';
import { TextLines } from './text-lines.ts';

/** How long output is gathered before it is written; also how often it is said how the recording is. */
const FLUSH_MS = 1_000;
/** It is written earlier when there is so much. */
const FLUSH_BYTES = 262_144;
/** More is not kept in memory for a disk that does not keep up. */
const MOST_WAITING_BYTES = 33_554_432;
/** Output within this time is one event. */
const MERGE_SECONDS = 0.008;
const MERGE_CHARACTERS = 16_384;
const USUAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

interface Options {
  clock: Clock;
  /** Path without an ending; of it `.cast` and `.txt` are made. */
  file: string;
  title: string;
  /** Of both files together. */
  limitBytes: number;
  secrets: SecretTable;
  isPaused: boolean;
  onState(state: Omit<ConnectionEvents['recording'], 'terminalId'>): void;
  log(line: string): void;
}

type State = RecordingEntry['state'];

/**
 * Records what one terminal shows: as asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/), and as text. What is
 * typed is not recorded. It begins with the first output, and never holds up the terminal.
 */
export class Recording {
  readonly #options: Options;
  readonly #cast: FileWriter;
  readonly #text: FileWriter;
  readonly #redactor: Redactor;
  readonly #decoder = new TextDecoder();
  readonly #lines: TextLines;
  #state: State;
  #problem: Problem | undefined;
  #size: TerminalSize | undefined;
  #begunAt: number | undefined;
  #firstSize = USUAL_SIZE;
  #lastSeconds = 0;
  #event: { at: number; parts: string[]; length: number } | undefined;
  #cancelTick: (() => void) | undefined;
  /** Lines of the text that were not given to its file yet. */
  #newLines = '';
  #isFlushing = false;
  #said = '';

  constructor(options: Options) {
    this.#options = options;
    this.#state = options.isPaused ? 'paused' : 'on';
    this.#cast = new FileWriter(`${options.file}.cast`);
    this.#text = new FileWriter(`${options.file}.txt`);
    this.#lines = new TextLines(
      (kind, text, atSeconds) => (this.#newLines += writeLine({ kind, text, atSeconds })),
      (line) => redactLine(options.secrets, line),
    );
    this.#redactor = new Redactor(options.secrets, {
      bytes: (bytes, time) => this.#take(this.#decoder.decode(bytes, { stream: true }), time),
      note: (note) => note(),
    });
  }

  /** What the machine sent, as it came. */
  output(bytes: Uint8Array): void {
    if (!this.#isTaking()) return;
    this.#redactor.push(bytes, this.#now(), this.#state === 'on');
    this.#limit();
    this.#tickLater();
  }

  resize(size: TerminalSize): void {
    if (size.columns === this.#size?.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    if (this.#begunAt === undefined || !this.#isTaking()) return;
    const at = this.#now();
    this.#redactor.note(() => {
      this.#addEvent(at, 'r', `${size.columns}x${size.rows}`);
      this.#lines.columns = size.columns;
    });
    this.#tickLater();
  }

  pause(isPaused: boolean): void {
    if (!this.#isTaking() || isPaused === (this.#state === 'paused')) return;
    this.#state = isPaused ? 'paused' : 'on';
    if (this.#begunAt !== undefined) {
      const at = this.#now();
      const word = isPaused ? 'paused' : 'resumed';
      this.#redactor.note(() => {
        this.#addEvent(at, 'm', word);
        this.#lines.remark(`(recording ${word})`, at);
      });
      this.#tickLater();
    }
    this.#say();
  }

  /** Nothing comes any more. Resolves when all is on the disk. */
  async end(): Promise<void> {
    this.#cancelTick?.();
    if (this.#isTaking()) {
      this.#redactor.end();
      this.#finish('ended');
    }
    await this.#flush();
    await Promise.all([this.#cast.close(), this.#text.close()]);
    this.#say();
  }

  #isTaking(): boolean {
    return this.#state === 'on' || this.#state === 'paused';
  }

  /** Seconds since the beginning; never less than before, whatever the system's clock does. */
  #now(): number {
    const now = this.#options.clock.now();
    if (this.#begunAt === undefined) {
      this.#begunAt = now;
      this.#firstSize = this.#size ?? USUAL_SIZE;
      this.#lines.columns = this.#size?.columns;
    }
    this.#lastSeconds = Math.max(this.#lastSeconds, (now - this.#begunAt) / 1000);
    return this.#lastSeconds;
  }

  #take(text: string, time: number): void {
    if (text === '') return;
    this.#lines.write(text, time);
    this.#addLines();
    const event = this.#event;
    if (event === undefined || time - event.at > MERGE_SECONDS || event.length > MERGE_CHARACTERS) {
      this.#closeEvent();
      this.#event = { at: time, parts: [text], length: text.length };
    } else {
      event.parts.push(text);
      event.length += text.length;
    }
  }

  #addLines(): void {
    if (this.#newLines !== '') this.#text.append(this.#newLines);
    this.#newLines = '';
  }

  #closeEvent(): void {
    const event = this.#event;
    this.#event = undefined;
    if (event !== undefined) this.#writeEvent(event.at, 'o', event.parts.join(''));
  }

  #addEvent(at: number, code: 'r' | 'm', data: string): void {
    this.#closeEvent();
    this.#writeEvent(at, code, data);
  }

  #writeEvent(at: number, code: 'o' | 'r' | 'm', data: string): void {
    if (this.#cast.sizeBytes === 0) this.#cast.append(this.#header());
    this.#cast.append(`[${at.toFixed(3)}, "${code}", ${JSON.stringify(data)}]\n`);
  }

  #header(): string {
    const { columns, rows } = this.#firstSize;
    const header = {
      version: 2,
      width: columns,
      height: rows,
      timestamp: Math.floor((this.#begunAt ?? this.#options.clock.now()) / 1000),
      title: this.#options.title,
      env: { TERM: 'xterm-256color' },
    };
    return `${JSON.stringify(header)}\n`;
  }

  #limit(): void {
    const { limitBytes } = this.#options;
    if (this.#cast.sizeBytes + this.#text.sizeBytes + (this.#event?.length ?? 0) >= limitBytes) this.#finish('full');
    else if (this.#cast.waitingBytes + this.#text.waitingBytes > MOST_WAITING_BYTES) {
      const hint = 'What was recorded until then is there. The terminal is not affected.';
      this.#fail(problem('storage-failed', 'The disk was too slow to record this terminal.', hint));
    } else if (this.#cast.waitingBytes > FLUSH_BYTES && !this.#isFlushing) void this.#flush();
  }

  #finish(state: 'full' | 'ended'): void {
    this.#state = state;
    this.#take(this.#decoder.decode(), this.#lastSeconds);
    this.#closeEvent();
    if (state === 'full') {
      this.#writeEvent(this.#lastSeconds, 'm', 'size limit reached');
      this.#lines.remark('(recording ended: its size limit is reached)', this.#lastSeconds);
    }
    this.#lines.end(this.#lastSeconds);
  }

  #fail(reason: Problem): void {
    if (this.#state === 'failed') return;
    this.#state = 'failed';
    this.#problem = reason;
    this.#event = undefined;
    this.#options.log(`recording: ${reason.message} ${reason.detail ?? ''}`);
    this.#say();
  }

  #tickLater(): void {
    this.#cancelTick ??= this.#options.clock.after(FLUSH_MS, () => {
      this.#cancelTick = undefined;
      void this.#flush().then(() => this.#say());
    });
  }

  async #flush(): Promise<void> {
    if (this.#state === 'failed') return;
    this.#closeEvent();
    this.#addLines();
    this.#isFlushing = true;
    try {
      await Promise.all([this.#cast.flush(), this.#text.flush()]);
    } catch (error) {
      this.#fail(explain(error));
    }
    this.#isFlushing = false;
  }

  #say(): void {
    const state = {
      state: this.#state,
      sizeBytes: this.#cast.writtenBytes + this.#text.writtenBytes,
      redactions: this.#redactor.redactions,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
    const said = JSON.stringify(state);
    if (said === this.#said) return;
    this.#said = said;
    this.#options.onState(state);
  }
}

function explain(error: unknown): Problem {
  const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  const hint = 'What was recorded until then is there. The terminal is not affected.';
  return isFull
    ? problem('disk-full', 'The disk is full: this terminal is not recorded any more.', hint, describe(error))
    : problem('storage-failed', 'The recording could not be written.', hint, describe(error));
}
