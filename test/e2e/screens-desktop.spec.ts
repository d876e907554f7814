import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { noteDisplayFiles } from '../fixtures/vnc/display-files.ts';
import { programsMissing } from '../fixtures/vnc/display.ts';
import { expect, test } from './launch.ts';
import { processesOf } from './leftovers.ts';
import { builds, makeReadable, session } from './pages.ts';
import { screen, shows } from './screen-pages.ts';
import { endSession } from './service-pages.ts';

const missing = programsMissing({
  Xtigervnc: 'tigervnc-standalone-server',
  xterm: 'xterm',
  openbox: 'openbox',
  xsetroot: 'x11-xserver-utils',
});
test.beforeEach(() => test.skip(missing !== undefined, missing));

/** Of its width and height. */
const inTerminal = [
  [0.25, 0.4],
  [0.4, 0.3],
  [0.4, 0.4],
] as const;
const besideIt = [
  [0.98, 0.98],
  [0.02, 0.98],
  [0.98, 0.02],
] as const;

/** The X server of a desktop. */
function serverOf(folder: string): number | undefined {
  return processesOf(folder).find(({ command }) => /^\S*Xtigervnc /.test(command))?.pid;
}

test('the build host: a session has a desktop, in the clone of the build, until it ends', async ({
  home,
  jumpseat: { app, page },
}) => {
  await makeReadable(page);
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  await session(page).shows('ferry-times#');
  const workspaces = join(home.dataFolder, 'build-host', 'workspaces');
  expect(serverOf(home.dataFolder)).toBeUndefined();

  await page.getByRole('button', { name: 'New tab' }).click();
  await page.getByRole('menuitem', { name: /^Screen(?! through)/ }).click();
  const shown = screen(page);
  await shown.opens();
  const server = serverOf(home.dataFolder);
  expect(server).toBeDefined();
  // The terminal, which stands in the upper left.
  await shows(app, shown.canvas, '#16181d', inTerminal);
  await shown.canvas.click({ position: { x: 250, y: 200 } });
  await page.keyboard.type('echo "$DISPLAY in $PWD" > from-the-desktop && xsetroot -solid \'#7030a0\'\n');
  await shows(app, shown.canvas, '#7030a0', besideIt);
  const file = readdirSync(workspaces, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith('from-the-desktop'),
  );
  const written = join(workspaces, file ?? '');
  const said = /^:(\d+) in (.*)\n$/.exec(readFileSync(written, 'utf8'));
  expect(said?.[2]).toBe(dirname(written));
  expect(readdirSync(dirname(written))).toContain('jumpseat.yml');

  // Opened again, it is the same desktop.
  await shown.tools.getByRole('button', { name: 'Connect again' }).click();
  await shows(app, shown.canvas, '#7030a0', besideIt);
  expect(serverOf(home.dataFolder)).toBe(server);

  const files = noteDisplayFiles(said?.[1] ?? '');
  expect(files.left()).not.toEqual([]);
  await endSession(page);
  await expect.poll(() => serverOf(home.dataFolder)).toBeUndefined();
  await expect.poll(() => processesOf(workspaces)).toEqual([]);
  expect(files.left()).toEqual([]);
});
