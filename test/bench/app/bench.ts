import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { driveApp } from '../../../scripts/lib/drive-app.mjs';
import { appCommand } from '../../../scripts/lib/electron.mjs';
import type { Bench, BenchCase } from '../bench.ts';
import { Framebuffer } from '../terminal/framebuffer.ts';
import { writeEmptyWindow } from './empty-window.ts';
import { cpuSeconds, memoryMb, treeOf } from './process-tree.ts';
import { MARK, START_TIMEOUT_MS, secondsUntilPainted, stop } from './timed-start.ts';

const SCREEN = { width: 1_280, height: 800 };
/** Where the dots of the list lie. */
const DOTS = { x: 236, y: 90, width: 24, height: 200 };
const IDLE_MS = 30_000;
/** After a start or a flood of output, until caches are filled and garbage is collected. */
const SETTLE_MS = 5_000;
const LINES = 10_000;

/** Opens a session on the failed build of the sample, and so many terminals full of lines. */
async function openTerminals(page: Page, count: number): Promise<void> {
  await page.getByRole('grid').getByRole('row').filter({ hasText: '#3' }).click();
  await page.getByRole('button', { name: 'Rebuild with remote access' }).click();
  for (let number = 1; number <= count; number += 1) {
    if (number > 1) await page.keyboard.press('Control+Shift+T');
    const tab = page.getByRole('tab', {
      name: number === 1 ? /^(open )?Terminal( 1)?$/ : new RegExp(`Terminal ${number}$`),
    });
    await tab.click();
    // Only the terminal in front is in sight.
    await page.getByRole('textbox', { name: 'Terminal input' }).last().focus();
    await page.keyboard.type(
      `seq -f "%g a line of text as long as lines in logs often are, more or less" ${LINES}; printf '\\033]0;filled\\007'`,
    );
    await page.keyboard.press('Enter');
  }
  await delay(SETTLE_MS);
}

async function withApp<T>(dataFolder: string, visit: (page: Page, pid: number) => Promise<T>): Promise<T> {
  const app = await driveApp({ JUMPSEAT_DATA_FOLDER: dataFolder, SHELL: '/bin/bash' });
  try {
    const page = await app.firstWindow();
    await page.getByRole('grid').getByRole('row').filter({ hasText: '#3' }).filter({ hasText: 'Failed' }).waitFor();
    return await visit(page, app.process().pid ?? 0);
  } finally {
    await app.close();
  }
}

async function idlePercent(pid: number): Promise<number> {
  await delay(SETTLE_MS);
  const pids = treeOf(pid);
  const before = cpuSeconds(pids);
  await delay(IDLE_MS);
  return ((cpuSeconds(pids) - before) / (IDLE_MS / 1000)) * 100;
}

export const bench: Bench = {
  name: 'app',
  notes: [
    'start: from the start of the process to the painted dot of a build (ours) or the painted window (peer), read from the picture of the X server; data folder with three builds, warm disk cache',
    `memory: PSS of all processes of the app; every terminal holds ${LINES.toLocaleString('en')} lines; ours includes the build host, the machine and its shells`,
    `idle: processor time of all processes over ${IDLE_MS / 1000} s, in percent of one core`,
    'the peer is an Electron app that shows one empty window, on the same runtime',
  ],

  missing() {
    if (process.platform !== 'linux') return 'it reads /proc, which only Linux has';
    return existsSync('/usr/bin/Xvfb') ? undefined : 'Xvfb is not installed';
  },

  async prepare(stack, log): Promise<BenchCase[]> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-app-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const screen = stack.use(await Framebuffer.start(folder, SCREEN.width, SCREEN.height));
    process.env['DISPLAY'] = screen.display;
    const dataFolder = join(folder, 'data');
    const ours = appCommand({ JUMPSEAT_DATA_FOLDER: dataFolder, DISPLAY: screen.display });
    log('building the sample project');
    const dot = await withApp(dataFolder, async () => {
      await delay(SETTLE_MS);
      return screen.find(MARK.value, DOTS);
    });
    if (dot === undefined) throw new Error('The dot of the failed build is not where it was looked for.');
    const mark = { x: dot.x + Math.floor(dot.width / 2), y: dot.y + Math.floor(dot.height / 2) };

    const emptyFolder = join(folder, 'empty');
    writeEmptyWindow(emptyFolder, MARK.text);
    const empty = { ...ours, args: [...ours.args.slice(0, -1), emptyFolder] };
    const withEmpty = async (measure: (pid: number) => Promise<number>): Promise<number> => {
      const child = spawn(empty.binary, empty.args, { env: empty.env, stdio: 'ignore' });
      try {
        await screen.until([mark], MARK.value, 'all', START_TIMEOUT_MS);
        return await measure(child.pid ?? 0);
      } finally {
        await stop(child);
      }
    };
    const emptyMemory = (): Promise<number> =>
      withEmpty(async (pid) => {
        await delay(SETTLE_MS);
        return memoryMb(treeOf(pid));
      });
    const name = 'empty Electron window';
    const memoryWith = (count: number): BenchCase => ({
      name: `memory with ${count} ${count === 1 ? 'terminal' : 'terminals'}`,
      unit: 'MB',
      better: 'less',
      ours: {
        name: 'jumpseat',
        measure: () =>
          withApp(dataFolder, async (page, pid) => {
            await openTerminals(page, count);
            return memoryMb(treeOf(pid));
          }),
      },
      peers: [{ name, measure: emptyMemory }],
    });
    return [
      {
        name: 'start to usable list',
        unit: 's',
        better: 'less',
        ours: { name: 'jumpseat', measure: () => secondsUntilPainted(ours, screen, mark) },
        peers: [{ name, measure: () => secondsUntilPainted(empty, screen, mark) }],
        aim: { ratio: 1 / 1.5 },
      },
      memoryWith(1),
      memoryWith(10),
      {
        name: 'idle',
        unit: '% of a core',
        better: 'less',
        ours: { name: 'jumpseat', measure: () => withApp(dataFolder, (_page, pid) => idlePercent(pid)) },
        peers: [{ name, measure: () => withEmpty(idlePercent) }],
        aim: { figure: 0.3 },
      },
    ];
  },
};
