import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { driveApp } from '../../../scripts/lib/drive-app.mjs';
import { appCommand } from '../../../scripts/lib/electron.mjs';
import { TestBus, keyringMissing } from '../../fixtures/keyring.ts';
import { RealClock } from '../../simulators/lib/clock.ts';
import { SimulatorServer } from '../../simulators/lib/server.ts';
import { writeEmptyWindow } from '../app/empty-window.ts';
import { memoryMb, treeOf } from '../app/process-tree.ts';
import { MARK, START_TIMEOUT_MS, secondsUntilPainted, stop } from '../app/timed-start.ts';
import type { Bench, BenchCase } from '../bench.ts';
import { median } from '../measure.ts';
import { Framebuffer } from '../terminal/framebuffer.ts';
import { writeCachedAccounts } from './cached-accounts.ts';
import { filterLatenciesMs } from './filter-latency.ts';
import { requestsPerHour } from './requests-per-hour.ts';

const SCREEN = { width: 1_280, height: 800 };
/** Where the dots of the list lie. */
const DOTS = { x: 236, y: 90, width: 24, height: 400 };
const BUILDS_EACH = 2_500;
/** After a start, until caches are filled and garbage is collected. */
const SETTLE_MS = 5_000;
/** The list grows shorter with every digit, and longer again. */
const KEYS = [...'1234', ...Array.from({ length: 4 }, () => 'Backspace')];

export const bench: Bench = {
  name: 'builds',
  notes: [
    `four accounts with ${BUILDS_EACH.toLocaleString('en')} cached builds each, tokens in a GNOME Keyring, services that take the connection and have not answered yet; beside it the build host with the sample project`,
    'start: from the start of the process to the painted dot of a cached build (ours) or the painted window (peer), read from the picture of the X server; warm disk cache',
    `filter: from a key to the last picture in which the list changes because of it, median over ${KEYS.join(' ')}`,
    'memory: PSS of all processes of the app',
    'requests: stepped time, the real pollers of four accounts against the simulated services over real HTTP; hidden is the relaxed pace (also on battery), the peer the same with the window in sight; one running build at each service',
    'the peer of start and memory is an Electron app that shows one empty window, on the same runtime',
  ],

  missing() {
    if (process.platform !== 'linux') return 'it reads /proc, which only Linux has';
    return keyringMissing;
  },

  async prepare(stack, log): Promise<BenchCase[]> {
    const folder = mkdtempSync(join(tmpdir(), 'bench-builds-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const screen = stack.use(await Framebuffer.start(folder, SCREEN.width, SCREEN.height));
    process.env['DISPLAY'] = screen.display;
    const bus = stack.use(await TestBus.start());
    await bus.startKeyring();
    const silent = stack.use(await SimulatorServer.start({ clock: new RealClock() }));
    silent.fail({ fault: { kind: 'silence' }, times: Number.POSITIVE_INFINITY });
    const origins = Object.fromEntries(
      ['circleci', 'semaphore', 'codemagic', 'bitrise'].map((service) => [service, silent.origin]),
    );
    const dataFolder = join(folder, 'data');
    const environment = {
      ...bus.environment,
      JUMPSEAT_DATA_FOLDER: dataFolder,
      JUMPSEAT_SERVICES: JSON.stringify(origins),
      DISPLAY: screen.display,
      SHELL: '/bin/bash',
    };
    const ours = appCommand(environment);
    const withApp = async <T>(visit: (page: Page, pid: number) => Promise<T>): Promise<T> => {
      const app = await driveApp(environment);
      try {
        const page = await app.firstWindow();
        await page.getByRole('grid').getByRole('row').nth(3).waitFor();
        return await visit(page, app.process().pid ?? 0);
      } finally {
        await app.close();
      }
    };

    log('building the sample project');
    await withApp(async (page) => {
      await page.getByRole('grid').getByRole('row').filter({ hasText: '#3' }).filter({ hasText: 'Failed' }).waitFor();
    });
    log('writing the cached builds');
    await writeCachedAccounts(dataFolder, bus.environment, BUILDS_EACH);
    const dot = await withApp(async (page) => {
      const snapshot = await page.evaluate(() =>
        (globalThis as unknown as { jumpseat: { call(name: string): Promise<unknown> } }).jumpseat.call('app.snapshot'),
      );
      const count = (JSON.stringify(snapshot).match(/hasAccess/g) ?? []).length;
      if (count < 4 * BUILDS_EACH) throw new Error(`Only ${count} builds are in the list.`);
      await delay(SETTLE_MS);
      return screen.find(MARK.value, DOTS);
    });
    if (dot === undefined) throw new Error('The dot of the failed build is not where it was looked for.');
    const mark = { x: dot.x + Math.floor(dot.width / 2), y: dot.y + Math.floor(dot.width / 2) };

    const emptyFolder = join(folder, 'empty');
    writeEmptyWindow(emptyFolder, MARK.text);
    const empty = { ...ours, args: [...ours.args.slice(0, -1), emptyFolder] };
    const emptyMemory = async (): Promise<number> => {
      const child = spawn(empty.binary, empty.args, { env: empty.env, stdio: 'ignore' });
      try {
        await screen.until([mark], MARK.value, 'all', START_TIMEOUT_MS);
        await delay(SETTLE_MS);
        return memoryMb(treeOf(child.pid ?? 0));
      } finally {
        await stop(child);
      }
    };
    const total = async (pace: 'active' | 'relaxed'): Promise<number> => {
      const counts = await requestsPerHour(pace);
      log(`${pace}: ${[...counts].map(([service, count]) => `${service} ${count}`).join(', ')}`);
      return [...counts.values()].reduce((sum, count) => sum + count, 0);
    };
    const name = 'empty Electron window';
    return [
      {
        name: 'start to painted list of 10,000 builds',
        unit: 's',
        better: 'less',
        ours: { name: 'jumpseat', measure: () => secondsUntilPainted(ours, screen, mark) },
        peers: [{ name, measure: () => secondsUntilPainted(empty, screen, mark) }],
        aim: { ratio: 1 / 1.5 },
      },
      {
        name: 'keystroke in the search to painted rows',
        unit: 'ms',
        better: 'less',
        ours: {
          name: 'jumpseat',
          measure: () =>
            withApp(async (page) => {
              await delay(SETTLE_MS);
              return median(await filterLatenciesMs(page, KEYS));
            }),
        },
        peers: [],
        // What people take for at once (RAIL: response within 100 ms).
        aim: { figure: 100 },
      },
      {
        name: 'memory with 10,000 builds',
        unit: 'MB',
        better: 'less',
        ours: {
          name: 'jumpseat',
          measure: () =>
            withApp(async (_page, pid) => {
              await delay(SETTLE_MS);
              return memoryMb(treeOf(pid));
            }),
        },
        peers: [{ name, measure: emptyMemory }],
      },
      {
        name: 'requests per hour, hidden',
        unit: '1/h',
        better: 'less',
        ours: { name: 'hidden', measure: () => total('relaxed') },
        peers: [{ name: 'in sight', measure: () => total('active') }],
      },
    ];
  },
};
