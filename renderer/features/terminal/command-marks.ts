import type { IDecoration, IMarker, Terminal } from '@xterm/xterm';
import { rowAfter, textBetween, type Place } from './buffer-text.ts';
import { cleanTitle } from './terminal-text.ts';

/** How the last command of a terminal stands, as its shell tells. */
export interface CommandState {
  /** The command line; missing where the shell does not say where it begins. */
  line: string | undefined;
  isRunning: boolean;
  /** Missing while it runs, and where the shell does not tell. */
  exitCode: number | undefined;
  /** Missing when it did not run while we looked. */
  tookMs: number | undefined;
}

/** What the last command printed. */
export interface CommandOutput {
  line: string | undefined;
  exitCode: number | undefined;
  text: string;
  /** Its beginning is not kept any more. */
  isCut: boolean;
}

interface Options {
  /** What comes is shown again and happened before; its times say nothing. */
  isReplaying(): boolean;
  /** Milliseconds. */
  now(): number;
  /** Called once the shell sends marks, and when a command begins or ends. */
  onChange(state: CommandState | undefined): void;
}

interface Spot {
  marker: IMarker;
  column: number;
}

interface Running {
  input?: Spot;
  output?: Spot;
  line?: string | undefined;
  startedAt?: number | undefined;
}

interface Finished {
  state: CommandState;
  from: Spot | IMarker;
  to: Spot;
}

/** Kept of a command line, in characters. */
const LINE_LENGTH = 200;
/** Prompts that can be gone back to. */
const PROMPT_LIMIT = 1000;

/** The code in "D;2" or "D;2;aid=4"; undefined where there is none that a process can have. */
function exitCodeOf(parameters: readonly string[]): number | undefined {
  const text = parameters[0] ?? '';
  return /^\d{1,10}$/u.test(text) ? Number(text) : undefined;
}

/** fish and kitty name the command: "C;cmdline_url=npm%20test". */
function lineOf(parameters: readonly string[]): string | undefined {
  const encoded = parameters.find((each) => each.startsWith('cmdline_url='))?.slice('cmdline_url='.length);
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function shortLine(line: string): string {
  const [first = ''] = line.split('\n');
  return [...cleanTitle(line === first ? line : `${first} …`)].slice(0, LINE_LENGTH).join('');
}

/**
 * Follows the marks that a shell puts around prompts and outputs: OSC 133 of "semantic prompts", and the same letters
 * as VS Code's shell integration sends them in OSC 633. A machine may send anything; it is only shown.
 */
export class CommandMarks implements Disposable {
  readonly #terminal: Terminal;
  readonly #options: Options;
  readonly #disposables = new DisposableStack();
  #prompts: IMarker[] = [];
  #running: Running = {};
  #last: Finished | undefined;
  #hasOutputMarks = false;
  #jumped: { marker: IMarker; sign: IDecoration | undefined } | undefined;

  constructor(terminal: Terminal, options: Options) {
    this.#terminal = terminal;
    this.#options = options;
    for (const code of [133, 633]) {
      // Others may want to read the same escape.
      const handler = terminal.parser.registerOscHandler(code, (data) => (this.#take(data), false));
      this.#disposables.defer(() => handler.dispose());
    }
  }

  [Symbol.dispose](): void {
    this.#disposables.dispose();
    this.#jumped?.sign?.dispose();
  }

  /** What the last finished command printed; undefined while none has. */
  lastOutput(): CommandOutput | undefined {
    const last = this.#last;
    if (last === undefined || last.to.marker.isDisposed) return undefined;
    const from = placeOf(last.from);
    const buffer = this.#terminal.buffer.normal;
    const start = 'marker' in last.from || from.line === -1 ? from.line : rowAfter(buffer, from.line);
    const isGone = from.line === -1;
    const text = textBetween(
      buffer,
      isGone ? { line: 0, column: 0 } : { line: start, column: from.column },
      placeOf(last.to),
    );
    // A place also goes when the command clears the screen; then what stands there now is all of it.
    const isFull = buffer.length >= (this.#terminal.options.scrollback ?? 0) + this.#terminal.rows;
    return { line: last.state.line, exitCode: last.state.exitCode, text, isCut: isGone && isFull };
  }

  /** Scrolls to the command before or after the one that was gone to last. */
  jump(by: -1 | 1): void {
    const { active } = this.#terminal.buffer;
    if (active.type === 'alternate') return;
    const lines = this.#prompts.filter(({ line }) => line >= 0);
    const here = this.#jumped?.marker.line ?? active.baseY + active.cursorY;
    const marker = by === -1 ? lines.findLast(({ line }) => line < here) : lines.find(({ line }) => line > here);
    this.#jumped?.sign?.dispose();
    this.#jumped = undefined;
    if (marker === undefined || marker === lines.at(-1)) return this.#terminal.scrollToBottom();
    const sign = this.#terminal.registerDecoration({ marker, width: this.#terminal.cols });
    sign?.onRender((element) => element.classList.add('jumpseat-jumped'));
    this.#jumped = { marker, sign };
    this.#terminal.scrollToLine(Math.max(0, marker.line - 1));
  }

  /** The person types again: what was jumped to is left. */
  leave(): void {
    this.#jumped?.sign?.dispose();
    this.#jumped = undefined;
  }

  #take(data: string): void {
    if (this.#terminal.buffer.active.type === 'alternate') return;
    const [letter, ...parameters] = data.split(';');
    if (letter === 'A') this.#prompt();
    else if (letter === 'B') this.#input();
    else if (letter === 'C') this.#output(parameters);
    else if (letter === 'D') this.#end(exitCodeOf(parameters));
  }

  #spot(): Spot {
    return { marker: this.#terminal.registerMarker(0), column: this.#terminal.buffer.active.cursorX };
  }

  #prompt(): void {
    // A shell that says no D ends a command by its next prompt.
    if (this.#running.output !== undefined) this.#end(undefined);
    const { marker } = this.#spot();
    if (this.#prompts.at(-1)?.line === marker.line) marker.dispose();
    else this.#prompts.push(marker);
    // What scrolled out of the terminal's memory is no place to go to.
    while (this.#prompts[0]?.isDisposed === true || this.#prompts.length > PROMPT_LIMIT) {
      this.#prompts.shift()?.dispose();
    }
    if (this.#last === undefined) this.#options.onChange(undefined);
    this.#running.input?.marker.dispose();
    this.#running = {};
  }

  #input(): void {
    this.#running.input?.marker.dispose();
    this.#running.input = this.#spot();
  }

  #output(parameters: readonly string[]): void {
    if (this.#running.output !== undefined) return;
    this.#hasOutputMarks = true;
    const output = this.#spot();
    const line = lineOf(parameters) ?? this.#typedLine(placeOf(output));
    const startedAt = this.#options.isReplaying() ? undefined : this.#options.now();
    this.#running = { ...this.#running, output, line: line === undefined ? undefined : shortLine(line), startedAt };
    this.#options.onChange({ line: this.#running.line, isRunning: true, exitCode: undefined, tookMs: undefined });
  }

  #end(exitCode: number | undefined): void {
    const { input, output, line, startedAt } = this.#running;
    this.#running = {};
    if (output !== undefined) {
      input?.marker.dispose();
      const tookMs =
        startedAt === undefined || this.#options.isReplaying() ? undefined : this.#options.now() - startedAt;
      return this.#finish(output, { line, isRunning: false, exitCode, tookMs });
    }
    // A shell without a mark for output (dash, bash before 4.4): the command stands after the prompt, if there is one.
    if (input === undefined || this.#hasOutputMarks || input.marker.isDisposed) return;
    const { line: row, column } = placeOf(input);
    const next = { line: rowAfter(this.#terminal.buffer.normal, row), column: 0 };
    const typed = textBetween(this.#terminal.buffer.normal, { line: row, column }, next).trim();
    if (typed === '' || typed.endsWith('^C')) return;
    this.#finish(input.marker, { line: shortLine(typed), isRunning: false, exitCode, tookMs: undefined });
  }

  #finish(from: Spot | IMarker, state: CommandState): void {
    if (this.#last !== undefined) {
      markerOf(this.#last.from).dispose();
      this.#last.to.marker.dispose();
    }
    this.#last = { state, from, to: this.#spot() };
    this.#options.onChange(state);
  }

  #typedLine(end: Place): string | undefined {
    const { input } = this.#running;
    if (input === undefined || input.marker.isDisposed) return undefined;
    return textBetween(this.#terminal.buffer.normal, placeOf(input), end).trim() || undefined;
  }
}

function markerOf(spot: Spot | IMarker): IMarker {
  return 'marker' in spot ? spot.marker : spot;
}

function placeOf(spot: Spot | IMarker): Place {
  return 'marker' in spot ? { line: spot.marker.line, column: spot.column } : { line: spot.line, column: 0 };
}
