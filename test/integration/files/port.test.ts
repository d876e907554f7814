import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MAX_REQUESTS } from '../../../main/connection/files/file-browser-port.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Browser } from './browser.ts';
import { LocalCommands } from './local-commands.ts';
import { localMachine, type LocalMachine } from './local-machine.ts';
import { codeOf } from './remote-files-behaviour.ts';

const opened = perTest();
const WAIT_MS = 20_000;
const memoryMissing = existsSync('/dev/shm') ? undefined : 'this computer has no /dev/shm, a second file system';
let folder: string;
let commands: LocalCommands;
let machine: LocalMachine;
let browser: Browser;

const at = (path: string) => join(folder, path);
const newMachine = () => localMachine(opened.use(new LocalCommands(process.env['PATH'] ?? '', tmpdir())));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'port-'));
  commands = opened.use(new LocalCommands(process.env['PATH'] ?? '', tmpdir()));
  machine = localMachine(commands);
  browser = opened.use(new Browser(machine));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('ignores what is malformed, tells the log, and goes on', async () => {
  for (const message of [null, 7, 'text', {}, { id: 'x', name: 'list' }, { id: 1.5, name: 'list' }, []])
    browser.post(message);
  expect(codeOf(await browser.askRaw('constructor', {}))).toBe('bad-request');
  expect(codeOf(await browser.askRaw('list', { path: '/' }))).toBe('bad-request');
  expect(codeOf(await browser.askRaw('list', { path: 'nul\0', listingId: 1 }))).toBe('bad-request');
  expect(codeOf(await browser.askRaw('setMode', { workId: 1, paths: ['/x'], mode: 0o10000, isRecursive: false }))).toBe(
    'bad-request',
  );
  expect((await browser.get('locate', { path: folder })).path).toBe(folder);
  expect(browser.log).toHaveLength(11);
  for (let i = 0; i < 100; i += 1) browser.post(i);
  await browser.get('locate', { path: folder });
  expect(browser.log.length).toBeLessThan(30);
});

it('answers that there is no link, and works again on the next one', async () => {
  mkdirSync(at('one'));
  writeFileSync(at('big'), Buffer.alloc(1_000));
  const waiting = browser.ask('list', { path: '/usr', listingId: 1 });
  machine.lose();
  browser.port.linkChanged(false);
  expect(codeOf(await waiting)).toBe('connection-lost');
  expect(codeOf(await browser.ask('info', { path: at('one') }))).toBe('connection-lost');
  browser.machine = undefined;
  expect(codeOf(await browser.ask('locate', {}))).toBe('connection-lost');
  browser.machine = newMachine();
  browser.port.linkChanged(true);
  expect((await browser.get('info', { path: at('one') })).kind).toBe('folder');
  const links = browser.events.flatMap((event) => (event.name === 'link' ? [event.payload.isConnected] : []));
  expect(links).toEqual([false, true]);
});

/** From here on the machine has a `find` of its own, which does this before it is what it is called. */
function useFind(before: string): void {
  const tools = at('tools');
  mkdirSync(tools);
  const script = `#!/bin/sh\n${before}\nPATH=\${PATH#*:} exec find "$@"\n`;
  writeFileSync(join(tools, 'find'), script, { mode: 0o755 });
  commands = opened.use(new LocalCommands(`${tools}:${process.env['PATH'] ?? ''}`, tmpdir()));
  browser = opened.use(new Browser(localMachine(commands)));
}

it('stops all work when the window closes the port', async () => {
  // Removing takes until somebody stops it: it notices when nobody reads what it says.
  useFind('case "$*" in *-depth*) while printf .; do sleep 0.05; done; exit 1 ;; esac');
  mkdirSync(at('tree'));
  for (let i = 0; i < 50; i += 1) writeFileSync(at(`tree/${i}`), '');
  void browser.askRaw('remove', { workId: 1, paths: [at('tree')] });
  await vi.waitFor(() => expect(commands.running).toBeGreaterThan(0), WAIT_MS);
  browser.close();
  await vi.waitFor(() => expect(browser.isClosedThere).toBe(true), WAIT_MS);
  await vi.waitFor(() => expect(commands.running).toBe(0), WAIT_MS);
  const { count } = commands;
  browser.post({ id: 1, name: 'locate', input: {} });
  await new Promise((resolve) => setImmediate(resolve));
  expect(commands.count).toBe(count);
  expect(readdirSync(at('tree'))).toHaveLength(50);
});

it('removes nothing any more when the window closes the port before it began', async () => {
  // A find that cannot delete, so that what is there is counted for rm; that takes until the test lets it end.
  useFind(
    `case "$*" in *-delete*) exit 1 ;; *-exec*) : >'${at('counting')}'; while [ ! -e '${at('go on')}' ]; do sleep 0.05; done ;; esac`,
  );
  mkdirSync(at('tree'));
  for (let i = 0; i < 50; i += 1) writeFileSync(at(`tree/${i}`), '');
  void browser.askRaw('remove', { workId: 1, paths: [at('tree')] });
  await vi.waitFor(() => expect(existsSync(at('counting'))).toBe(true), WAIT_MS);
  browser.close();
  await vi.waitFor(() => expect(browser.isClosedThere).toBe(true), WAIT_MS);
  writeFileSync(at('go on'), '');
  await vi.waitFor(() => expect(commands.running).toBe(0), WAIT_MS);
  expect(readdirSync(at('tree'))).toHaveLength(50);
});

it('stops a removal when it is told to', async () => {
  for (let i = 0; i < 10; i += 1) {
    mkdirSync(at(`tree/${i}`), { recursive: true });
    for (let j = 0; j < 10; j += 1) writeFileSync(at(`tree/${i}/${j}`), '');
  }
  const removing = browser.ask('remove', { workId: 7, paths: [at('tree')] });
  await browser.get('stopWork', { workId: 8 });
  await browser.get('stopWork', { workId: 7 });
  expect(codeOf(await removing)).toBe('cancelled');
  expect(readdirSync(folder)).toEqual(['tree']);
});

it('leaves nothing of a copy that was stopped', async () => {
  writeFileSync(at('big'), Buffer.alloc(200_000_000, 'x'));
  const copying = browser.ask('duplicate', { path: at('big'), workId: 1 });
  await vi.waitFor(() => expect(readdirSync(folder).length).toBe(2), WAIT_MS);
  await browser.get('stopWork', { workId: 1 });
  const end = codeOf(await copying);
  // Faster than the word to stop it; or not.
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual(end === 'ok' ? ['big', 'big copy'] : ['big']), WAIT_MS);
});

it('does not take more requests than it can answer', async () => {
  mkdirSync(at('folder'));
  const answers = await Promise.all(
    Array.from({ length: MAX_REQUESTS + 10 }, () => browser.ask('info', { path: at('folder') })),
  );
  expect(answers.filter((answer) => codeOf(answer) === 'busy')).toHaveLength(10);
  expect(answers.filter((answer) => answer.ok)).toHaveLength(MAX_REQUESTS);
});

it('lists a hundred thousand entries in chunks, with links told', async () => {
  const large = mkdtempSync(join(tmpdir(), 'large-'));
  opened.defer(() => rmSync(large, { recursive: true }));
  for (let i = 0; i < 99_999; i += 1) writeFileSync(join(large, `file ${i}`), '');
  symlinkSync('/', join(large, 'link'));
  const listed = await browser.get('list', { path: large, listingId: 5 });
  expect(listed).toEqual({ count: 100_000, isCut: false });
  const entries = browser.entries(5);
  expect(entries.size).toBe(100_000);
  expect(entries.get('link')?.link).toEqual({ target: '/', kind: 'folder' });
  const chunks = browser.events.flatMap((event) => (event.name === 'entries' ? [event.payload.entries.length] : []));
  expect(Math.max(...chunks)).toBeLessThanOrEqual(1_000);
  expect(chunks.length).toBeLessThan(1_000);
  const removed = await browser.get('remove', {
    workId: 1,
    paths: readdirSync(large)
      .map((name) => join(large, name))
      .slice(0, 3),
  });
  expect(removed.removed).toBe(3);
}, 180_000);

it('moves between file systems: whole, or not at all', async (context) => {
  context.skip(memoryMissing !== undefined, memoryMissing);
  const other = mkdtempSync(join('/dev/shm', 'other-'));
  opened.defer(() => rmSync(other, { recursive: true }));
  mkdirSync(at('tree/inner'), { recursive: true });
  writeFileSync(at('tree/inner/file'), 'bytes');
  symlinkSync('nowhere', at('tree/link'));
  await browser.get('rename', { from: at('tree'), to: join(other, 'moved'), replace: false });
  expect((readdirSync(other, { recursive: true }) as string[]).toSorted()).toEqual([
    'moved',
    'moved/inner',
    'moved/inner/file',
    'moved/link',
  ]);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(at('file'), 'mine');
  writeFileSync(join(other, 'taken'), 'theirs');
  const clash = await browser.ask('rename', { from: at('file'), to: join(other, 'taken'), replace: false });
  expect(codeOf(clash)).toBe('already-exists');
  await browser.get('rename', { from: at('file'), to: join(other, 'taken'), replace: true });
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(other).toSorted()).toEqual(['moved', 'taken']);
});
