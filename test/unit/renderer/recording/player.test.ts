import { describe, expect, it } from 'vitest';
import { ok } from '../../../../main/lib/result.ts';
import { Player, type PlayerScreen, type PlayerState } from '../../../../renderer/features/recording/player.ts';
import { Tape } from '../../../../renderer/features/recording/tape.ts';

type Line = readonly [at: number, code: string, data: string];

const header = JSON.stringify({ version: 2, width: 100, height: 30 });

const PAGE_LINES = 2;

/** A recording in pages of so many lines. */
function tapeOf(lines: readonly Line[], leadLength?: number): { tape: Tape; lines: Line[]; reads: number[] } {
  const all = [...lines];
  const reads: number[] = [];
  const tape = new Tape(async (offset) => {
    reads.push(offset);
    const rows = [header, ...all.map((line) => JSON.stringify(line))];
    const text = rows
      .slice(offset, offset + PAGE_LINES)
      .map((row) => `${row}\n`)
      .join('');
    const nextOffset = Math.min(rows.length, offset + PAGE_LINES);
    return ok({ text, nextOffset, isEnd: nextOffset === rows.length });
  }, leadLength);
  return { tape, lines: all, reads };
}

/** A screen that is a text. */
class TextScreen implements PlayerScreen {
  text = '';
  size = '';
  resets = 0;

  reset(columns: number, rows: number): void {
    this.text = '';
    this.resets += 1;
    this.resize(columns, rows);
  }
  resize(columns: number, rows: number): void {
    this.size = `${columns}x${rows}`;
  }
  write(text: string, done: () => void): void {
    this.text += text;
    queueMicrotask(done);
  }
  rush(): void {}
}

interface Playing {
  player: Player;
  screen: TextScreen;
  state(): PlayerState;
  tape: Tape;
  lines: Line[];
}

/** Plays with a clock that goes on by 100 ms with each picture. */
async function playing(recorded: readonly Line[]): Promise<Playing> {
  const { tape, lines } = tapeOf(recorded);
  await tape.load(() => true);
  const screen = new TextScreen();
  let now = 0;
  let latest: PlayerState | undefined;
  const clock = {
    now: () => now,
    frame: async () => {
      now += 100;
    },
  };
  const player = new Player(tape, screen, clock, (state) => (latest = state));
  const state = (): PlayerState => {
    if (latest === undefined) throw new Error('no state');
    return latest;
  };
  return { player, screen, state, tape, lines };
}

const session: readonly Line[] = [
  [0.1, 'o', '$ '],
  [0.5, 'o', 'ls\r\n\u001b]133;C\u0007'],
  [0.6, 'o', 'one two\r\n$ '],
  [1, 'r', '80x20'],
  [61, 'o', 'pwd\r\n\u001b]133;C\u0007'],
  [61.2, 'o', '/home\r\n$ '],
];

describe('a tape', () => {
  it('knows its length, its screen and where commands begin, in pages', async () => {
    const { tape } = tapeOf(session);
    expect(await tape.load(() => true)).toBeUndefined();
    expect(tape.header).toEqual({ columns: 100, rows: 30 });
    expect(tape.durationSeconds).toBe(61.2);
    expect(tape.marks).toEqual([0.5, 61]);
    expect(tape.pageCount).toBe(4);
  });

  it('passes over what is damaged, and takes no size that nobody has', async () => {
    const { tape } = tapeOf([
      [0.1, 'o', 'fine'],
      [0.2, 'r', '99999x3'],
      [0.3, 'i', 'typed'],
      [-4, 'o', 'before the beginning'],
    ]);
    await tape.load(() => true);
    const events = await Promise.all([...Array(tape.pageCount).keys()].map((page) => tape.events(page)));
    expect(events.flat()).toEqual([{ kind: 'output', at: 0.1, data: 'fine' }]);
  });

  it('begins not far before a moment, and never inside a program that has the other screen', async () => {
    const flood = (at: number): Line => [at, 'o', 'x'.repeat(100)];
    const { tape } = tapeOf(
      [
        ...Array.from({ length: 8 }, (_, index) => flood(index)),
        [8, 'r', '80x20'],
        [9, 'o', '\u001b[?1049h\u001b[?25l'],
        ...Array.from({ length: 8 }, (_, index) => flood(index + 10)),
        [20, 'o', '\u001b[?1049l$ '],
        ...Array.from({ length: 8 }, (_, index) => flood(index + 21)),
      ],
      200,
    );
    await tape.load(() => true);
    expect(tape.startFor(1)).toEqual({ page: 0, size: { columns: 100, rows: 30 } });
    const inProgram = tape.startFor(17);
    expect(tape.firstAt(inProgram.page)).toBe(9);
    const after = tape.startFor(28);
    expect(tape.firstAt(after.page)).toBeGreaterThan(20);
    expect(after.size).toEqual({ columns: 80, rows: 20 });
  });

  it('reads on where it stopped when the recording has grown, and shows nothing twice', async () => {
    const { tape, lines } = tapeOf(session.slice(0, 2));
    await tape.load(() => true);
    lines.push([2, 'o', 'more']);
    await tape.load(() => true);
    const events = await Promise.all([...Array(tape.pageCount).keys()].map((page) => tape.events(page)));
    expect(events.flat().map(({ at }) => at)).toEqual([0.1, 0.5, 2]);
    expect(tape.durationSeconds).toBe(2);
  });
});

describe('a player', () => {
  it('plays to the end and cuts long pauses short', async () => {
    const { player, screen, state } = await playing(session);
    await player.play();
    expect(screen.text).toContain('one two');
    expect(screen.text).toContain('/home');
    expect(screen.size).toBe('80x20');
    expect(state()).toMatchObject({ positionSeconds: 61.2, isPlaying: false });
  });

  it('goes to a moment, forward from where it is and back from the start', async () => {
    const { player, screen, state } = await playing(session);
    await player.seek(61.1);
    expect(screen.text).toContain('pwd');
    expect(screen.text).not.toContain('/home');
    expect(screen.resets).toBe(1);
    await player.seek(0.55);
    expect(screen.text).toBe('$ ls\r\n\u001b]133;C\u0007');
    expect(screen.size).toBe('100x30');
    expect(screen.resets).toBe(2);
    expect(state()).toMatchObject({ positionSeconds: 0.55, isSeeking: false });
  });

  it('does only what was asked for last', async () => {
    const { player, screen, state } = await playing(session);
    const first = player.seek(61.2);
    const second = player.seek(0.2);
    await Promise.all([first, second]);
    expect(screen.text).toBe('$ ');
    expect(state().positionSeconds).toBe(0.2);
  });

  it('steps from command to command, and to the end after the last', async () => {
    const { player, state } = await playing(session);
    await player.step(1);
    expect(state().positionSeconds).toBe(0.5);
    await player.step(1);
    expect(state().positionSeconds).toBe(61);
    await player.step(1);
    expect(state().positionSeconds).toBe(61.2);
    await player.step(-1);
    expect(state().positionSeconds).toBe(0.5);
  });

  it('starts again from the end, and goes on with what was added since', async () => {
    const { player, screen, tape, lines } = await playing(session.slice(0, 3));
    await player.play();
    lines.push([0.9, 'o', 'more']);
    await tape.load(() => true);
    await player.play();
    expect(screen.text).toContain('one two\r\n$ more');
    expect(screen.resets).toBe(1);
    await player.play();
    expect(screen.resets).toBe(2);
  });

  it('stops where it is when it is paused', async () => {
    const { player, state } = await playing([
      [0, 'o', 'a'],
      [1_000, 'o', 'b'],
    ]);
    player.setSkipsIdle(false);
    player.setSpeed(16);
    const work = player.play();
    await Promise.resolve();
    void player.pause();
    await work;
    expect(state().isPlaying).toBe(false);
    expect(state().positionSeconds).toBeLessThan(1_000);
  });
});
