import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FreeRdpShadow, freeRdpShadowMissing } from '../fixtures/rdp/freerdp-shadow.ts';
import { makeKey } from '../fixtures/sshd.ts';
import { noteDisplayFiles } from '../fixtures/vnc/display-files.ts';
import { Vnc, vncMissing } from '../fixtures/vnc/vnc.ts';
import { Machine, machineMissing } from '../simulators/machine/machine.ts';
import { expect, test } from './launch.ts';
import { makeReadable, session } from './pages.ts';
import { connectTo, paint, screen, shows } from './screen-pages.ts';

const missing = machineMissing ?? vncMissing ?? freeRdpShadowMissing;
test.beforeEach(() => test.skip(missing !== undefined, missing));

/** Away from the windows that a new desktop shows. */
const edges = [
  [0.99, 0.99],
  [0.02, 0.98],
  [0.99, 0.5],
] as const;

test('through SSH: screens of a machine are found and opened, and one is started as was shown', async ({
  home,
  jumpseat: { app, page },
}) => {
  mkdirSync(join(home.userFolder, '.ssh'), { mode: 0o700 });
  const key = makeKey(join(home.userFolder, '.ssh', 'id_ed25519'));
  await using machine = await Machine.start({ users: ['deploy'], authorizedKeys: [key.publicKey], name: 'far' });
  await using vnc = await Vnc.start({ security: 'VncAuth', password: 'far-pass', colour: '#2060a0' });
  await using shadow = await FreeRdpShadow.start();
  await makeReadable(page);
  await connectTo(page, `ssh deploy@127.0.0.1 -p ${machine.port}`);
  await session(page).shows('deploy@far');

  const shown = screen(page);
  const search = page.getByRole('region', { name: 'Open a screen' });
  async function lookForScreens(): Promise<void> {
    await page.getByRole('button', { name: 'New tab' }).click();
    await page.getByRole('menuitem', { name: 'Screen through SSH…' }).click();
  }

  await lookForScreens();
  await search.getByRole('button', { name: new RegExp(`^Open .*VNC.*, port ${vnc.port}$`) }).click();
  await expect(shown.question).toBeVisible();
  await shown.signIn('far-pass');
  await shows(app, shown.canvas, '#2060a0');
  await shown.tools.getByRole('button', { name: 'About this connection' }).click();
  await expect(page.getByRole('dialog', { name: 'About this connection' })).toContainText('through SSH');
  await page.keyboard.press('Escape');

  // By hand: a port that the person knows of. Network level authentication, with a wrong password first.
  await lookForScreens();
  // By its key: what is found in the meantime moves what stands below.
  await search.getByRole('radio', { name: 'RDP' }).press('Space');
  await expect(search.getByRole('radio', { name: 'RDP' })).toBeChecked();
  await search.getByRole('textbox', { name: 'Port' }).fill(String(shadow.port));
  await search.getByRole('button', { name: 'Open', exact: true }).last().click();
  await expect(shown.question).toBeVisible();
  await shown.signIn(shadow.password, shadow.user);
  paint({ DISPLAY: shadow.screen.name }, '#804020');
  await shows(app, shown.canvas, '#804020');

  await lookForScreens();
  const command = search.getByRole('region', { name: /^Command: Start a new desktop/ });
  await expect(command).toContainText('Xtigervnc');
  const display = /Xtigervnc :(\d+)/.exec(await command.innerText())?.[1] ?? '';
  await search.getByRole('button', { name: /^Start and open: Start a new desktop/ }).click();
  const placed = { DISPLAY: `:${display}`, XAUTHORITY: join(machine.home, '.Xauthority') };
  await shown.opens();
  paint(placed, '#306090');
  await shows(app, shown.canvas, '#306090', edges);
  await expect(page.getByRole('tab', { name: /^(?:\w+ )?Screen/ })).toHaveCount(3);

  const files = noteDisplayFiles(display);
  await machine[Symbol.asyncDispose]();
  // It ended with its machine, by force.
  files.remove();
});
