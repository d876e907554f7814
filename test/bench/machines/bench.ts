import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { machineMissing } from '../../simulators/machine/machine.ts';
import { cpuSeconds, memoryMb, treeOf } from '../app/process-tree.ts';
import type { Bench, BenchCase } from '../bench.ts';
import { Keyboard } from '../terminal/contestant.ts';
import { Framebuffer, type Point } from '../terminal/framebuffer.ts';
import { openGrid, openOffice } from './office.ts';
import { startTmux, TITLE } from './tmux-peer.ts';

const MACHINES = 20;
/** Wide enough for all of them in sight. */
const SLOT = { width: 2_400, height: 1_400 };
const IDLE_MS = 20_000;
const SETTLE_MS = 5_000;
const PAINT_TIMEOUT_MS = 30_000;
const KEYS = 10;
/** Colour 201 of the 256-colour palette, the same in every terminal. */
const MARK = 0xff00ff;
const programs = ['/usr/bin/Xvfb', '/usr/bin/xdotool', '/usr/bin/ssh', '/usr/bin/tmux', '/usr/bin/xterm'];

interface Contender {
  /** That of its window now: ours counts the minutes. */
  title(): Promise<string>;
  points: Point[];
  pids(): number[];
}

/** Milliseconds from pressing a key in one terminal to the answer painted in all of them; the median of some. */
async function keyToAll({ title, points }: Contender, keyboard: Keyboard, screen: Framebuffer): Promise<number> {
  keyboard.focus(await title());
  const took: number[] = [];
  for (let count = 0; count < KEYS; count += 1) {
    keyboard.press('b');
    await screen.until(points, MARK, 'none', PAINT_TIMEOUT_MS);
    await delay(200);
    const startedAt = performance.now();
    keyboard.press('m');
    await screen.until(points, MARK, 'all', PAINT_TIMEOUT_MS);
    took.push(performance.now() - startedAt);
  }
  keyboard.press('b');
  await screen.until(points, MARK, 'none', PAINT_TIMEOUT_MS);
  return took.toSorted((a, b) => a - b)[Math.floor(KEYS / 2)] ?? Number.NaN;
}

async function idlePercent({ pids }: Contender): Promise<number> {
  await delay(SETTLE_MS);
  const all = pids().flatMap(treeOf);
  const before = cpuSeconds(all);
  await delay(IDLE_MS);
  // One tick of the clock is the least that can be told from nothing.
  return (Math.max(0.01, cpuSeconds(all) - before) / (IDLE_MS / 1000)) * 100;
}

/** The middle of each terminal that is in sight, where the window lies at the screen's corner. */
const pointsOf = (page: Page): Promise<Point[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.xterm')].map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
    }),
  );

export const bench: Bench = {
  name: 'machines',
  notes: [
    `${MACHINES} OpenSSH servers on this computer, all in sight at once on one Xvfb of ${SLOT.width} x ${SLOT.height} for each contestant, without a graphics card`,
    'ours: the app with a session of a simulated CircleCI on them, typing in all machines; peer: tmux with synchronize-panes in xterm, OpenSSH’s ssh in every pane',
    `key to all: from the key press (XTEST) to the last machine's answer painted, read from the picture of the X server; the median of ${KEYS}`,
    `idle: processor time of all processes over ${IDLE_MS / 1000} s, in percent of one core, at least one tick; memory: PSS of all processes; neither counts the servers`,
  ],

  missing() {
    const absent = programs.filter((file) => !existsSync(file));
    if (machineMissing !== undefined) return machineMissing;
    return absent.length > 0 ? `${absent.join(', ')} is not installed` : undefined;
  },

  async prepare(stack, log, { isSmall }): Promise<BenchCase[]> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-machines-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const screen = stack.use(await Framebuffer.start(folder, SLOT.width, SLOT.height * 2));
    process.env['DISPLAY'] = screen.display;
    log('starting the machines');
    const office = stack.use(await openOffice(folder, isSmall ? 4 : MACHINES));
    log('opening them in the app');
    const grid = stack.use(await openGrid(office, SLOT));
    const { page } = grid;
    log('opening them in tmux');
    const tmux = stack.use(await startTmux(office.machines, office.key, folder, { x: 0, y: SLOT.height, ...SLOT }));
    const agent = `sh ${join(import.meta.dirname, 'agent.sh')}`;
    await page.getByRole('textbox', { name: 'Terminal input' }).first().focus();
    await page.keyboard.press('Control+Shift+A');
    await page.keyboard.type(agent);
    await page.keyboard.press('Enter');
    tmux.type(agent);
    await delay(SETTLE_MS);
    const keyboard = stack.use(new Keyboard(screen.display));
    const jumpseat: Contender = { title: () => page.title(), points: await pointsOf(page), pids: () => [grid.pid] };
    const peer: Contender = { title: () => Promise.resolve(TITLE), ...tmux };
    const both = (name: string, unit: string, measure: (contender: Contender) => Promise<number>): BenchCase => ({
      name,
      unit,
      better: 'less',
      ours: { name: 'jumpseat', measure: () => measure(jumpseat) },
      peers: [{ name: 'tmux, ssh', measure: () => measure(peer) }],
    });
    return [
      { ...both('key to all machines', 'ms', (each) => keyToAll(each, keyboard, screen)), aim: { figure: 200 } },
      { ...both('idle', '% of a core', idlePercent), aim: { figure: 1 } },
      both('memory', 'MB', ({ pids }) => Promise.resolve(memoryMb(pids().flatMap(treeOf)))),
    ];
  },
};
