import { join } from 'node:path';
import { FreeRdpShadow, freeRdpShadowMissing } from '../fixtures/rdp/freerdp-shadow.ts';
import { Xrdp, xrdpMissing } from '../fixtures/rdp/xrdp.ts';
import { xclipMissing } from '../fixtures/screens/x-clipboard.ts';
import { expect, test } from './launch.ts';
import { clipboardOfMachine, connectTo, copyOnMachine, paint, screen, shows, typed } from './screen-pages.ts';
import { heapOf } from './secrets.ts';

const missing = xrdpMissing ?? freeRdpShadowMissing ?? xclipMissing;
test.beforeEach(() => test.skip(missing !== undefined, missing));

/** A terminal that fills the desktop, and writes what is typed into a file. */
const typewriter = 'exec xterm -bg "#104010" -geometry 300x120+0+0 -e sh -c "exec cat >>$HOME/typed.txt"';

test('RDP with TLS: seen, typed on, copied, made to fit, and connected again', async ({ jumpseat: { app, page } }) => {
  await using xrdp = await Xrdp.start({ session: typewriter });
  const shown = screen(page);
  const file = join(xrdp.home, 'typed.txt');
  await connectTo(page, `rdp://${xrdp.user}:${xrdp.password}@127.0.0.1:${xrdp.port}`);
  await shows(app, shown.canvas, '#104010');
  // By place, with the keys that are held beside them.
  await shown.canvas.click({ position: { x: 60, y: 60 } });
  await page.keyboard.press('Shift+H');
  await page.keyboard.type("ello, machine; it's 1 = 1\n");
  await expect.poll(() => typed(file)).toBe("Hello, machine; it's 1 = 1\n");

  await app.evaluate(({ clipboard }) => clipboard.writeText('Größe für 5 €'));
  await shown.panel.getByRole('button', { name: 'Yes', exact: true }).click();
  await expect.poll(() => clipboardOfMachine(xrdp.display)).toBe('Größe für 5 €');
  await copyOnMachine(xrdp.display, 'zurück\nzweite');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe('zurück\nzweite');

  const size = () => shown.canvas.evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
  await shown.choose('Size: Fit', 'Change the machine’s size, by connecting again');
  const place = await shown.frame.boundingBox();
  const near = (value = 0, wanted = 0): boolean => Math.abs(value - wanted) <= 4;
  await expect
    .poll(
      async () => {
        const [width, height] = await size();
        return near(width, place?.width) && near(height, place?.height) ? 'as the tab' : `${width} x ${height}`;
      },
      { timeout: 30_000 },
    )
    .toBe('as the tab');
  await shows(app, shown.canvas, '#104010');
  await shown.type('in another size\n');
  await expect.poll(() => typed(file)).toMatch(/in another size\n$/);

  await shown.tools.getByRole('button', { name: 'About this connection' }).click();
  const about = page.getByRole('dialog', { name: 'About this connection' });
  await expect(about).toContainText(xrdp.certificate.sha256);
  await expect(about).toContainText('TLS');
  await page.keyboard.press('Escape');
  await shown.tools.getByRole('button', { name: 'Connect again' }).click();
  await shows(app, shown.canvas, '#104010');
});

test('RDP with network level authentication: a wrong password is said, the right one shows the screen', async ({
  jumpseat: { app, page },
}) => {
  await using shadow = await FreeRdpShadow.start();
  const shown = screen(page);
  await connectTo(page, `rdp://${shadow.user}:wrong@127.0.0.1:${shadow.port}`);
  await expect(shown.problem).toContainText('closed the connection during the sign-in', { timeout: 30_000 });
  await expect(shown.problem).toContainText('the password is wrong');
  await shown.reconnect.click();
  await shown.signIn(shadow.password, shadow.user);
  paint({ DISPLAY: shadow.screen.name }, '#804020');
  await shows(app, shown.canvas, '#804020');
  // The viewer needs the password for this sign-in; the window does not.
  expect((await heapOf(page)).includes(shadow.password)).toBe(false);
});
