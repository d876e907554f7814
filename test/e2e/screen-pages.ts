import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { ElectronApplication, Frame, Locator, Page } from '@playwright/test';
import { copyOn, pasteFrom } from '../fixtures/screens/x-clipboard.ts';
import { expect } from './launch.ts';
import { pasteMachine } from './service-pages.ts';

/** "#2060a0" */
type Colour = `#${string}`;

/** What a codec may change of a colour, in each of its three parts. */
const CODEC_ERROR = 10;
/** A sign-in, a desktop and its first picture. */
const OPENING_MS = 120_000;

function partsOf(colour: Colour): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** The screen of a session that is in front. */
export function screen(page: Page) {
  const panel = page.getByRole('group', { name: /^Screen(?! tools)/ }).filter({ visible: true });
  const frame = panel.locator('iframe');
  const canvas = frame.contentFrame().locator('canvas').first();
  const tools = panel.getByRole('group', { name: 'Screen tools' });
  return {
    panel,
    frame,
    canvas,
    tools,
    /** The form for what a machine asks for. */
    question: panel.getByRole('form', { name: 'Sign in to the screen' }),
    reconnect: panel.getByRole('button', { name: 'Reconnect' }),
    /** Waits for the first picture, whatever it shows. */
    opens: () => expect(tools.getByRole('button', { name: 'Keys' })).toBeEnabled({ timeout: OPENING_MS }),
    /** What stands in the place of the picture. */
    problem: panel.getByRole('alert'),
    async signIn(password: string, user?: string): Promise<void> {
      const form = panel.getByRole('form', { name: 'Sign in to the screen' });
      if (user !== undefined) await form.getByRole('textbox', { name: 'User' }).fill(user);
      await form.getByLabel('Password').fill(password);
      await form.getByRole('button', { name: 'Sign in' }).click();
    },
    /** Chooses from a menu of the tools. */
    async choose(menu: string, entry: string): Promise<void> {
      await tools.getByRole('button', { name: menu }).click();
      await page.getByRole('menuitem', { name: entry }).click();
    },
    /** Gives the keys to the machine, as a click into the picture does, and types. */
    async type(text: string): Promise<void> {
      await canvas.click({ position: { x: 60, y: 60 } });
      await page.keyboard.type(text);
    },
    /** The viewer's page, which runs in a process of its own. */
    async page(): Promise<Frame> {
      const found = await (await frame.elementHandle())?.contentFrame();
      if (found === null || found === undefined) throw new Error('The screen has no viewer.');
      return found;
    },
  };
}

/** Reads a pasted machine and connects to it. */
export async function connectTo(page: Page, text: string): Promise<void> {
  await pasteMachine(page, text);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}

/** Colours of a picture at places of it, from 0 to 1 of its width and height. */
export function coloursOf(app: ElectronApplication, png: Buffer, places: Places): Promise<number[][]> {
  return app.evaluate(
    ({ nativeImage }, asked) => {
      const image = nativeImage.createFromBuffer(Buffer.from(asked.png, 'base64'));
      const { width, height } = image.getSize();
      const bitmap = image.toBitmap();
      return asked.places.map(([x, y]) => {
        const at = (Math.floor(y * (height - 1)) * width + Math.floor(x * (width - 1))) * 4;
        return [bitmap[at + 2] ?? -1, bitmap[at + 1] ?? -1, bitmap[at] ?? -1];
      });
    },
    { png: png.toString('base64'), places },
  );
}

/** Places of a picture, from 0 to 1 of its width and height. */
type Places = readonly (readonly [number, number])[];

const middle: Places = [
  [0.3, 0.3],
  [0.5, 0.5],
  [0.7, 0.7],
];

/** Whether a picture is of one colour in its middle, as far as a codec can tell. */
export function isPainted(colours: readonly (readonly number[])[], colour: Colour): boolean {
  const wanted = partsOf(colour);
  return colours.every((found) => found.every((part, at) => Math.abs(part - (wanted[at] ?? 0)) <= CODEC_ERROR));
}

/** Waits until the window shows a screen of this colour, looked at from outside as a person would. */
export async function shows(app: ElectronApplication, shown: Locator, colour: Colour, places = middle): Promise<void> {
  const look = async (): Promise<string> => {
    const colours = await coloursOf(app, await shown.screenshot(), places);
    return isPainted(colours, colour) ? colour : colours.join(' ');
  };
  await expect.poll(look, { timeout: OPENING_MS }).toBe(colour);
}

/** Where X clients show themselves. */
export interface XDisplay {
  DISPLAY: string;
  XAUTHORITY?: string;
}

const withDisplay = (display: XDisplay): NodeJS.ProcessEnv => ({ ...process.env, ...display });

/** Copies a text on the machine. */
export const copyOnMachine = (display: XDisplay, text: string): Promise<void> =>
  copyOn(display.DISPLAY, text, withDisplay(display));

/** What would be pasted on the machine. */
export const clipboardOfMachine = (display: XDisplay): string => pasteFrom(display.DISPLAY, withDisplay(display));

/** A terminal that fills a display and writes what is typed into a file, line by line. It ends with its display. */
export function startTypewriter(display: XDisplay, file: string, colour: Colour): void {
  const child = spawn('xterm', ['-bg', colour, '-geometry', '240x90+0+0', '-e', 'sh', '-c', `exec cat >>'${file}'`], {
    env: withDisplay(display),
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.unref();
}

/** What was typed so far. */
export function typed(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Fills a display with one colour. */
export function paint(display: XDisplay, colour: Colour): void {
  const done = spawnSync('xsetroot', ['-solid', colour], { env: withDisplay(display), encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`xsetroot failed: ${done.stderr}`);
}

/** Ends the viewer's own process by force. */
export function killViewer(app: ElectronApplication): Promise<boolean> {
  return app.evaluate(({ BrowserWindow }) => {
    const frames = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame.frames ?? [];
    const viewer = frames.find(({ url }) => /^app:\/\/(?:vnc|rdp)-/.test(url));
    return viewer !== undefined && process.kill(viewer.osProcessId, 'SIGKILL');
  });
}
