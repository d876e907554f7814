import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { rfbFaults } from '../fixtures/screens/rfb-faults.ts';
import { rfb, RfbServer } from '../fixtures/screens/rfb-server.ts';
import { makeKey } from '../fixtures/sshd.ts';
import { Vnc, vncMissing } from '../fixtures/vnc/vnc.ts';
import { Machine, machineMissing } from '../simulators/machine/machine.ts';
import { expect, test, type Home, type Jumpseat } from './launch.ts';
import { makeReadable, session } from './pages.ts';
import { connectTo, killViewer, screen, shows } from './screen-pages.ts';

const missing = machineMissing ?? vncMissing;
test.beforeEach(() => test.skip(missing !== undefined, missing));

const MEGABYTE = 1024 * 1024;
/** A server that says nothing has that long to say something. */
const SILENCE_MS = 60_000;
const password = 'far-pass';

/** A session with a terminal on a machine, and what tells that the terminal lives. */
async function startSession(home: Home, page: Page) {
  mkdirSync(join(home.userFolder, '.ssh'), { mode: 0o700 });
  const key = makeKey(join(home.userFolder, '.ssh', 'id_ed25519'));
  const machine = await Machine.start({ users: ['deploy'], authorizedKeys: [key.publicKey], name: 'far' });
  await makeReadable(page);
  await connectTo(page, `ssh deploy@127.0.0.1 -p ${machine.port}`);
  const work = session(page);
  await work.shows('deploy@far');
  let count = 0;
  return {
    machine,
    /** Leaves the terminal in front. */
    async terminalAnswers(): Promise<void> {
      await page.getByRole('tab', { name: /Terminal/ }).click();
      count += 1;
      await work.type(`echo answer $((1000 + ${count}))`);
      await work.shows(`answer ${1000 + count}`);
    },
    /** Opens the screen on a port of the machine, through its SSH connection. */
    async openScreen(port: number): Promise<void> {
      await page.getByRole('button', { name: 'New tab' }).click();
      await page.getByRole('menuitem', { name: 'Screen through SSH…' }).click();
      const byHand = page.getByRole('region', { name: 'By hand' });
      await byHand.getByRole('textbox', { name: 'Port' }).fill(String(port));
      await byHand.getByRole('button', { name: 'Open', exact: true }).click();
    },
  };
}

function startServer(colour: `#${string}`, port?: number): Promise<Vnc> {
  const options = port === undefined ? {} : { options: ['-rfbport', String(port)] };
  return Vnc.start({ security: 'VncAuth', password, colour, ...options });
}

const stays = rfb.update(rfb.fill(64, 48, [32, 96, 160]));

/** A server that shows another certificate than before is trusted only when the person says so. */
async function changeCertificate({ app, page }: Jumpseat): Promise<void> {
  const options = { security: 'X509Vnc', password };
  await using vnc = await Vnc.start({ ...options, colour: '#2060a0' });
  const shown = screen(page);
  await connectTo(page, `vnc://:${password}@127.0.0.1:${vnc.port}`);
  await shows(app, shown.canvas, '#2060a0');
  await vnc.display.kill();
  await expect(shown.reconnect).toBeVisible();
  await using other = await Vnc.start({ ...options, colour: '#a05020', options: ['-rfbport', String(vnc.port)] });
  await shown.reconnect.click();
  await expect(shown.problem).toContainText('another certificate than before');
  await expect(shown.problem).toContainText(other.sha256);
  await shown.panel.getByRole('button', { name: 'Trust the new certificate' }).click();
  await shows(app, shown.canvas, '#a05020');
  await shown.tools.getByRole('button', { name: 'About this connection' }).click();
  await expect(page.getByRole('dialog', { name: 'About this connection' })).toContainText(other.sha256);
  await page.keyboard.press('Escape');
}

test('a server that dies, freezes or means ill ends its own screen at most, and says so', async ({
  home,
  jumpseat,
}) => {
  const { app, page } = jumpseat;
  await using vnc = await startServer('#2060a0');
  const work = await startSession(home, page);
  await using _machine = work.machine;
  const shown = screen(page);
  await work.openScreen(vnc.port);
  await shown.signIn(password);
  await shows(app, shown.canvas, '#2060a0');
  await shown.panel.getByRole('button', { name: 'Yes', exact: true }).click();

  await vnc.display.kill();
  await expect(shown.problem).toContainText(/lost|closed|ended/);
  await work.terminalAnswers();
  await page.getByRole('tab', { name: /Screen$/ }).click();
  await using again = await startServer('#a05020', vnc.port);
  await shown.reconnect.click();
  await shows(app, shown.canvas, '#a05020');

  // Frozen, while the others are looked at.
  again.display.freeze();
  const outside = rfbFaults['a rectangle outside of the screen'];
  const huge = rfbFaults['a ZRLE rectangle of 2 GB'];
  const faults = [
    { says: /more than Jumpseat shows/, width: 30_000, height: 30_000, serve: () => {} },
    { says: /makes no sense/, serve: outside?.says },
    { says: /makes no sense/, serve: huge?.says },
  ];
  for (const { says, serve, ...size } of faults) {
    await using server = await RfbServer.start({
      ...size,
      serve: (socket) => {
        if (!('width' in size)) socket.write(stays);
        serve?.(socket);
      },
    });
    await work.openScreen(server.port);
    await expect(shown.problem).toContainText(says);
    await expect(shown.reconnect).toBeVisible();
  }
  await using flood = await RfbServer.start({
    serve: async (socket) => {
      socket.write(rfb.cutText(100 * MEGABYTE));
      const piece = Buffer.alloc(MEGABYTE, 0x61);
      for (let sent = 0; sent < 100; sent += 1)
        if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve));
      socket.write(stays);
    },
  });
  await work.openScreen(flood.port);
  // What it says of the text goes away by itself.
  await Promise.all([expect(page.getByText(/too long/).first()).toBeVisible(), shows(app, shown.canvas, '#2060a0')]);
  await work.terminalAnswers();
  await changeCertificate(jumpseat);

  await page
    .getByRole('navigation')
    .getByRole('button', { name: /deploy@127/ })
    .click();
  await page.getByRole('tab', { name: /Screen$/ }).click();
  await expect(shown.problem).toContainText('has stopped answering', { timeout: SILENCE_MS });
  again.display.thaw();
  await shown.reconnect.click();
  await shows(app, shown.canvas, '#a05020');
  await work.terminalAnswers();
});

/** Looks into the window past the test's own tool, which takes it for crashed once one of its frames is. */
function inWindow(app: Jumpseat['app'], script: string): Promise<unknown> {
  return app.evaluate(
    ({ BrowserWindow }, run) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(run) as unknown,
    script,
  );
}

test('a screen comes back after its connection process was killed, and after its viewer was', async ({
  home,
  jumpseat: { app, page },
}) => {
  await using vnc = await startServer('#2060a0');
  const work = await startSession(home, page);
  await using _machine = work.machine;
  const shown = screen(page);
  await work.openScreen(vnc.port);
  await shown.signIn(password);
  await shows(app, shown.canvas, '#2060a0');

  await app.evaluate(({ app: electron }) => {
    const connection = electron.getAppMetrics().find(({ name }) => name?.startsWith('Jumpseat Connection'));
    if (connection !== undefined) process.kill(connection.pid, 'SIGKILL');
  });
  await expect(shown.problem).toContainText('stopped');
  await page.getByRole('button', { name: 'Reconnect' }).first().click();
  await expect(page.getByRole('tab', { name: 'Terminal 2' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('tab', { name: /Screen$/ }).click();
  await shown.reconnect.click();
  await shows(app, shown.canvas, '#2060a0');

  expect(await killViewer(app)).toBe(true);
  const said = () => inWindow(app, `document.querySelector('[data-region="screen"] [role="alert"]')?.innerText ?? ''`);
  await expect.poll(said).toContain('The viewer of this screen stopped.');
  await inWindow(
    app,
    `[...document.querySelectorAll('[data-region="screen"] button')].find((b) => b.innerText === 'Reconnect').click()`,
  );
  const pixel = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const frames = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame.frames ?? [];
      const viewer = frames.find(({ url }) => url.startsWith('app://vnc-'));
      const look = `[...(document.querySelector('canvas')?.getContext('2d').getImageData(9, 9, 1, 1).data ?? [])].join()`;
      return viewer?.executeJavaScript(look);
    });
  await expect.poll(pixel, { timeout: 30_000 }).toBe('32,96,160,255');
});
