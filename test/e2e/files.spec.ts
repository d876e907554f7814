import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { Machine, machineMissing } from '../simulators/machine/machine.ts';
import { CountingRelay } from '../fixtures/counting-relay.ts';
import { makeKey } from '../fixtures/sshd.ts';
import { files, transferReaches } from './file-pages.ts';
import { expect, test, type Home } from './launch.ts';
import { builds, makeReadable, session } from './pages.ts';
import { pasteMachine } from './service-pages.ts';

const MIB = 1024 * 1024;
const LARGE_BYTES = 100 * MIB;
/** So much passes before a transfer is interrupted, and no more: it cannot be over by then. */
const HELD_BYTES = 32 * MIB;

/** A session on the build host, and the folder of its machine. */
async function startSession(page: Page, home: Home): Promise<string> {
  await makeReadable(page);
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  await session(page).shows('ferry-times#');
  const workspaces = join(home.dataFolder, 'build-host', 'workspaces');
  const found = readdirSync(workspaces, { recursive: true, encoding: 'utf8' }).find((path) =>
    /(^|\/)jumpseat\.yml$/.test(path),
  );
  if (found === undefined) throw new Error('The session has no clone.');
  return dirname(join(workspaces, found));
}

/** From now on the system's dialogs answer this. */
async function answerDialogs(app: ElectronApplication, filePaths: string[]): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: chosen });
  }, filePaths);
}

/** What stands in a file, which may be away for a moment while another takes its place. */
function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

async function killConnection(app: ElectronApplication): Promise<void> {
  const killed = await app.evaluate(({ app: electron }) => {
    const connection = electron.getAppMetrics().find(({ name }) => name?.startsWith('Jumpseat Connection'));
    if (connection !== undefined) process.kill(connection.pid, 'SIGKILL');
    return connection !== undefined;
  });
  expect(killed).toBe(true);
}

test('files go to the machine and come back: dropped, chosen, renamed, deleted, edited', async ({ home, jumpseat }) => {
  const { app, page } = jumpseat;
  const clone = await startSession(page, home);
  const list = files(page);
  await list.open(clone);
  await expect(list.row('jumpseat.yml')).toBeVisible();

  // A file and a folder with files are dropped together.
  const mine = join(home.userFolder, 'mine');
  mkdirSync(join(mine, 'a folder', 'deeper'), { recursive: true });
  const bytes = randomBytes(3 * MIB);
  writeFileSync(join(mine, 'dropped ü.bin'), bytes);
  writeFileSync(join(mine, 'a folder', 'deeper', 'note.txt'), 'deep');
  await list.drop([join(mine, 'dropped ü.bin'), join(mine, 'a folder')]);
  await expect(list.row('dropped ü.bin')).toBeVisible();
  for (const title of ['dropped ü.bin', 'a folder/'])
    await transferReaches(page, title, ({ state }) => state === 'done');
  expect(readFileSync(join(clone, 'dropped ü.bin')).equals(bytes)).toBe(true);
  expect(readFileSync(join(clone, 'a folder', 'deeper', 'note.txt'), 'utf8')).toBe('deep');

  // Chosen in the system's dialog.
  writeFileSync(join(mine, 'chosen.txt'), 'chosen');
  await answerDialogs(app, [join(mine, 'chosen.txt')]);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page
    .getByRole('menuitem', { name: 'Upload files…' })
    .or(page.getByRole('menuitem', { name: /^Files/ }))
    .first()
    .click();
  await expect(list.row('chosen.txt')).toBeVisible();
  await transferReaches(page, 'chosen.txt', ({ state }) => state === 'done');
  expect(textOf(join(clone, 'chosen.txt'))).toBe('chosen');

  // Downloaded into a folder that is asked for.
  const fetched = join(home.userFolder, 'fetched');
  mkdirSync(fetched);
  await answerDialogs(app, [fetched]);
  await list.choose('dropped ü.bin');
  await page.keyboard.press('Control+d');
  await expect.poll(() => readdirSync(fetched)).toEqual(['dropped ü.bin']);
  expect(readFileSync(join(fetched, 'dropped ü.bin')).equals(bytes)).toBe(true);

  // Renamed in place.
  await list.choose('chosen.txt');
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New name of chosen.txt' }).fill('renamed.txt');
  await page.keyboard.press('Enter');
  await expect(list.row('renamed.txt')).toBeVisible();
  expect(readdirSync(clone)).not.toContain('chosen.txt');

  // Opened in a program of this computer: every save goes up.
  await app.evaluate(({ shell }) => {
    shell.openPath = (path) => {
      Object.assign(globalThis, { openedInEditor: path });
      return Promise.resolve('');
    };
  });
  await list.choose('renamed.txt');
  await page.keyboard.press('Control+e');
  const copy = () => app.evaluate(() => (globalThis as { openedInEditor?: string }).openedInEditor);
  await expect.poll(copy).toBeDefined();
  appendFileSync((await copy()) ?? '', ' and edited');
  await expect.poll(() => textOf(join(clone, 'renamed.txt'))).toBe('chosen and edited');
  await expect(page.getByRole('region', { name: 'Files open in an editor' })).toContainText('renamed.txt');

  // Deleted, after a question that says how much it is.
  await list.choose('a folder');
  await page.keyboard.press('Delete');
  await expect(page.getByText(/That is .*1 file.*1 folder|That is .*2 folders/)).toBeVisible();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(list.row('a folder')).toBeHidden();
  expect(readdirSync(clone)).not.toContain('a folder');
});

test('what was changed on the machine is brought into my clone, as a comparison by git shows it', async ({
  home,
  jumpseat,
}) => {
  const { page } = jumpseat;
  const clone = await startSession(page, home);
  const mine = join(home.dataFolder, 'build-host', 'projects', 'ferry-times');
  writeFileSync(join(clone, 'lib', 'time.sh'), '# mended on the machine\n');
  writeFileSync(join(clone, 'notes.txt'), 'new');
  writeFileSync(join(clone, 'README.md'), 'changed on both sides');
  writeFileSync(join(mine, 'README.md'), 'mine');
  const list = files(page);
  await list.open(clone);
  await page.getByRole('button', { name: 'More for these files' }).click();
  await page.getByRole('menuitem', { name: 'Sync from this folder to this computer…' }).click();
  const panel = page.getByRole('region', { name: 'Sync', exact: true });
  await expect(panel).toContainText(/since [0-9a-f]{7}, with untracked files/);
  await expect(panel).toContainText('1 file was changed on both sides');
  const before = readFileSync(join(mine, 'lib', 'time.sh'), 'utf8');
  expect(before).not.toContain('mended');
  await panel.getByRole('button', { name: 'Make 2 changes in my folder' }).click();
  await expect.poll(() => textOf(join(mine, 'lib', 'time.sh'))).toBe('# mended on the machine\n');
  await expect.poll(() => readdirSync(mine)).toContain('notes.txt');
  expect(readFileSync(join(mine, 'README.md'), 'utf8')).toBe('mine');
});

/** A machine behind a relay, which lets through so much of a transfer, and a file that is larger. */
async function farMachine(home: Home) {
  mkdirSync(join(home.userFolder, '.ssh'), { mode: 0o700 });
  const key = makeKey(join(home.userFolder, '.ssh', 'id_ed25519'));
  const machine = await Machine.start({ users: ['deploy'], authorizedKeys: [key.publicKey], name: 'far' });
  const relay = await CountingRelay.start({ host: '127.0.0.1', port: machine.port });
  const bytes = randomBytes(LARGE_BYTES);
  const file = join(home.userFolder, 'large.bin');
  writeFileSync(file, bytes);
  return {
    bytes,
    file,
    folder: machine.home,
    relay,
    async connect(page: Page): Promise<void> {
      await makeReadable(page);
      await pasteMachine(page, `ssh deploy@127.0.0.1 -p ${relay.port}`);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await session(page).shows('deploy@far');
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await relay[Symbol.asyncDispose]();
      await machine[Symbol.asyncDispose]();
    },
  };
}

test('a transfer survives the death of its connection process: it goes on by itself', async ({ home, jumpseat }) => {
  test.skip(machineMissing !== undefined, machineMissing);
  const { app, page } = jumpseat;
  await using machine = await farMachine(home);
  const { bytes, file, folder, relay } = machine;
  await machine.connect(page);
  await files(page).open(folder);
  relay.hold('upload', HELD_BYTES);
  await files(page).drop([file]);
  await transferReaches(page, 'large.bin', ({ bytesDone }) => bytesDone > 0);
  await killConnection(app);
  expect(readdirSync(folder)).not.toContain('large.bin');
  relay.cut();
  // With a transfer on its way nobody has to say that the machine is wanted again.
  await transferReaches(page, 'large.bin', ({ state }) => state === 'done');
  expect(readFileSync(join(folder, 'large.bin')).equals(bytes)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a transfer to a pasted machine goes on after the app was closed, once the machine is pasted again', async ({
  home,
}) => {
  test.skip(machineMissing !== undefined, machineMissing);
  await using machine = await farMachine(home);
  const { bytes, file, folder, relay } = machine;
  const first = await home.start();
  await machine.connect(first.page);
  await files(first.page).open(folder);
  relay.hold('upload', HELD_BYTES);
  await files(first.page).drop([file]);
  await transferReaches(first.page, 'large.bin', ({ bytesDone }) => bytesDone > 0);
  const gone = new Promise((resolve) => first.app.process().once('exit', resolve));
  first.app.process().kill('SIGKILL');
  await gone;
  expect(readdirSync(folder)).not.toContain('large.bin');
  relay.cut();

  const second = await home.start();
  await transferReaches(second.page, 'large.bin', ({ state }) => state === 'waiting');
  await machine.connect(second.page);
  await transferReaches(second.page, 'large.bin', ({ state }) => state === 'done');
  expect(readFileSync(join(folder, 'large.bin')).equals(bytes)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});
