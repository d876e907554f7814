import { join } from 'node:path';
import { xclipMissing } from '../fixtures/screens/x-clipboard.ts';
import { programsMissing } from '../fixtures/vnc/display.ts';
import { Vnc, vncMissing } from '../fixtures/vnc/vnc.ts';
import { expect, test } from './launch.ts';
import {
  clipboardOfMachine,
  coloursOf,
  connectTo,
  copyOnMachine,
  isPainted,
  paint,
  screen,
  shows,
  startTypewriter,
  typed,
} from './screen-pages.ts';

const missing = vncMissing ?? xclipMissing ?? programsMissing({ xterm: 'xterm' });
test.beforeEach(() => test.skip(missing !== undefined, missing));

test('a VNC screen: asked, seen, typed on, copied, photographed, filled and connected again', async ({
  home,
  jumpseat: { app, page },
}) => {
  await using vnc = await Vnc.start({
    security: 'VncAuth',
    password: 'right-pw',
    geometry: '800x500',
    colour: '#2060a0',
  });
  const display = { DISPLAY: vnc.display.name };
  const shown = screen(page);
  await connectTo(page, `vnc://:wrong-pw@127.0.0.1:${vnc.port}`);
  await expect(shown.question.getByRole('alert')).toContainText('did not take');
  await shown.signIn('right-pw');
  await shows(app, shown.canvas, '#2060a0');
  paint(display, '#a05020');
  await shows(app, shown.canvas, '#a05020');

  // The clipboards, once that was allowed.
  await app.evaluate(({ clipboard }) => clipboard.writeText('not for the machine'));
  await copyOnMachine(display, 'not for this computer');
  await shown.panel.getByText('Share the clipboard with this machine?').waitFor();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('not for the machine');
  await app.evaluate(({ clipboard }) => clipboard.writeText('Größe 漢字 €'));
  await shown.panel.getByRole('button', { name: 'Yes', exact: true }).click();
  await expect.poll(() => clipboardOfMachine(display)).toBe('Größe 漢字 €');
  await copyOnMachine(display, 'zurück 😀\nzweite');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('zurück 😀\nzweite');

  // A picture of it.
  const copied = () =>
    app.evaluate(({ clipboard }) => {
      const image = clipboard.readImage();
      return { ...image.getSize(), png: image.toPNG().toString('base64') };
    });
  /** The viewer takes a picture after all that it was told before. */
  async function takePicture(): Promise<void> {
    await app.evaluate(({ clipboard }) => clipboard.clear());
    await shown.choose('Picture of the screen', 'Copy');
    await expect.poll(async () => (await copied()).width).toBe(800);
  }
  await takePicture();
  const picture = await copied();
  expect(picture.height).toBe(500);
  const corners = [
    [0, 0],
    [1, 1],
    [0.5, 0.5],
  ] as const;
  expect(isPainted(await coloursOf(app, Buffer.from(picture.png, 'base64'), corners), '#a05020')).toBe(true);

  // What is typed arrives, but not while it is only looked at.
  const file = join(home.userFolder, 'typed.txt');
  startTypewriter(display, file, '#104010');
  await shows(app, shown.canvas, '#104010');
  await shown.type('Hello, machine: 1 + 1 = 2\n');
  await expect.poll(() => typed(file)).toBe('Hello, machine: 1 + 1 = 2\n');
  await shown.tools.getByRole('button', { name: 'View only' }).click();
  await takePicture();
  await shown.type('nothing of this\n');
  await shown.tools.getByRole('button', { name: 'View only' }).click();
  await takePicture();
  await shown.choose('Keys', 'Ctrl+Alt+Delete');
  await shown.type('and this\n');
  await expect.poll(() => typed(file)).toMatch(/and this\n$/);
  expect(typed(file)).not.toContain('nothing of this');

  // All of the display, and back.
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
  await shown.tools.getByRole('button', { name: 'Full screen' }).click();
  await expect.poll(isFull).toBe(true);
  await shows(app, shown.canvas, '#104010');
  await expect(shown.frame).toBeFocused();
  await page.keyboard.type('in full\n');
  await expect.poll(() => typed(file)).toMatch(/in full\n$/);
  await page.keyboard.press('Control+Shift+F');
  await expect.poll(isFull).toBe(false);

  await shown.tools.getByRole('button', { name: 'Connect again' }).click();
  await shows(app, shown.canvas, '#104010');
  await shown.type('again\n');
  await expect.poll(() => typed(file)).toMatch(/again\n$/);
});
