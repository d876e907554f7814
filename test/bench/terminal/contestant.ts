import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Box, Framebuffer, Point } from './framebuffer.ts';

/** Colour 201 of the 256-colour palette, the same in every terminal. */
const MARK = 0xff00ff;
const TIMEOUT_MS = 120_000;
/** How long a flood runs before Ctrl-C. */
const FLOOD_MS = 2_000;
export const CELLS = { columns: 120, rows: 40 };

/** Keys of a real keyboard, as far as programs can tell: one xdotool that waits for lines. */
export class Keyboard implements AsyncDisposable {
  readonly #display: string;
  readonly #child;
  readonly #gone: Promise<unknown>;

  constructor(display: string) {
    this.#display = display;
    this.#child = spawn('xdotool', ['-'], {
      env: { ...process.env, DISPLAY: display },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    this.#gone = new Promise((resolve) => this.#child.once('exit', resolve));
  }

  /** Without a window manager nobody else gives a window the focus. */
  focus(title: string): void {
    const env = { ...process.env, DISPLAY: this.#display };
    const found = spawnSync('xdotool', ['search', '--onlyvisible', '--name', `^${title}$`], { env, encoding: 'utf8' });
    const id = found.stdout.trim().split('\n').at(-1) ?? '';
    spawnSync('xdotool', ['windowfocus', '--sync', id], { env });
  }

  press(keys: string): void {
    this.#child.stdin.write(`key --delay 0 ${keys}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    await this.#gone;
  }
}

/** A terminal on the screen with the agent at its other end. */
export class TerminalContestant {
  readonly name: string;
  readonly title: string;
  readonly #folder: string;
  readonly #screen: Framebuffer;
  /** Where on the screen it was put. */
  readonly #slot: Box;
  #points: Point[] = [];

  constructor(name: string, title: string, folder: string, screen: Framebuffer, slot: Box) {
    this.name = name;
    this.title = title;
    this.#folder = folder;
    this.#screen = screen;
    this.#slot = slot;
    mkdirSync(folder, { recursive: true });
    spawnSync('mkfifo', [join(folder, 'go')]);
    writeFileSync(join(folder, 'size'), '');
  }

  /** Finds out where the cells are, and checks that they are as many as those of the others. */
  async calibrate(): Promise<void> {
    await this.#tell('blank');
    await this.#tell('show /dev/null');
    const middle = { x: this.#slot.x + 300, y: this.#slot.y + 200 };
    await this.#screen.until([middle], MARK, 'all', TIMEOUT_MS);
    // The rest of the same picture is painted within the next frames.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const box = this.#screen.find(MARK, this.#slot);
    if (box === undefined) throw new Error(`${this.name} painted nothing.`);
    const [left, right] = [box.x + 4, box.x + box.width - 5];
    const [top, bottom] = [box.y + 4, box.y + box.height - 5];
    this.#points = [{ x: left, y: top }, { x: right, y: top }, { x: left, y: bottom }, { x: right, y: bottom }, middle];
    await this.#blank();
    const size = readFileSync(join(this.#folder, 'size'), 'utf8').trim();
    if (size !== `${CELLS.rows} ${CELLS.columns}`) throw new Error(`${this.name} has ${size} cells.`);
  }

  /** Seconds from the word to print a file to the last painted cell. */
  async show(file: string): Promise<number> {
    await this.#blank();
    const startedAt = performance.now();
    await this.#tell(`show ${file}`);
    await this.#screen.until(this.#points, MARK, 'all', TIMEOUT_MS);
    return (performance.now() - startedAt) / 1000;
  }

  /** Milliseconds from pressing Ctrl-C in a flood to the painted answer of the shell. */
  async interrupt(file: string, keyboard: Keyboard): Promise<number> {
    await this.#blank();
    keyboard.focus(this.title);
    await this.#tell(`flood ${file}`);
    await new Promise((resolve) => setTimeout(resolve, FLOOD_MS));
    const startedAt = performance.now();
    keyboard.press('ctrl+c');
    await this.#screen.until(this.#points, MARK, 'all', TIMEOUT_MS);
    return performance.now() - startedAt;
  }

  async #blank(): Promise<void> {
    await this.#tell('blank');
    await this.#screen.until(this.#points, MARK, 'none', TIMEOUT_MS);
  }

  async #tell(job: string): Promise<void> {
    await writeFile(join(this.#folder, 'go'), `${job}\n`);
  }
}
