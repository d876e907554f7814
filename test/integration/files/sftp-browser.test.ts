import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_LISTED_ENTRIES } from '../../../main/contract/file-port.ts';
import { startMachineServer } from '../../../main/buildhost/access/machine-server.ts';
import { badNames, endlessFile, file, folder, folderOfNames, link } from '../../fixtures/hostile-sftp/tree.ts';
import type { FolderNode } from '../../fixtures/hostile-sftp/tree.ts';
import { type HostileOptions, startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { statusReply } from '../../fixtures/hostile-sftp/packets.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { Browser } from './browser.ts';
import { FileMachine } from './machines.ts';
import { codeOf } from './remote-files-behaviour.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

/** SSH_FX_PERMISSION_DENIED (draft-ietf-secsh-filexfer-02, section 7). */
const PERMISSION_DENIED = 3;
const opened = perTest();
const MEMORY = '/dev/shm';
const memoryMissing = existsSync(MEMORY) ? undefined : `this computer has no ${MEMORY}`;

function temporary(parent = tmpdir()): string {
  const made = mkdtempSync(join(parent, 'sftp-browser-'));
  opened.defer(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function onHostile(options: HostileOptions): Promise<Browser> {
  const server = opened.use(await startHostileSftp(options));
  const machine = opened.use(await FileMachine.connect(server, server.privateKey));
  return opened.use(new Browser(machine.files));
}

async function onSshd(config: string[] = []): Promise<Browser> {
  const machine = opened.use(await FileMachine.sshd({ config }));
  return opened.use(new Browser(machine.files));
}

describe('a browser on a malicious server', () => {
  it('lists only names that a file can have, and shows each as what it is', async () => {
    const browser = await onHostile({ tree: folder({ bad: folderOfNames([badNames]) }) });
    const listed = await browser.get('list', { path: '/bad', listingId: 1 });
    const entries = [...browser.entries(1).values()];
    expect(listed.leftOut).toBeGreaterThanOrEqual(5);
    expect(entries.filter(({ name }) => name.includes('/') || name.includes('\0') || /^\.{0,2}$/.test(name))).toEqual(
      [],
    );
    const shown = entries.map(({ name, shownName = name }) => shownName);
    expect(shown.filter((name) => /[\p{Cc}\p{Bidi_Control}\u200b\ufffd]/u.test(name))).toEqual([]);
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['-rf', '$(touch escaped)', 'C:\\escaped']));
    expect(shown).toContain('photo\\u{202e}gnp.exe');
    expect(codeOf(await browser.ask('remove', { workId: 1, paths: ['/bad'] }))).toBe('ok');
  });

  it('cuts a folder off that has no end', async () => {
    function* endless(): Generator<string[]> {
      for (let i = 0; ; i += 1) yield Array.from({ length: 2_000 }, (_, j) => `${i}-${j}`);
    }
    const browser = await onHostile({ tree: folder({ endless: folderOfNames(endless()) }) });
    const listed = await browser.get('list', { path: '/endless', listingId: 1 });
    expect(listed).toEqual({ count: MAX_LISTED_ENTRIES, isCut: true });
    expect(browser.entries(1).size).toBe(MAX_LISTED_ENTRIES);
    expect((await browser.get('count', { paths: ['/endless'] })).isMore).toBe(true);
  }, 60_000);

  it('comes to an end in folders that lie within themselves', async () => {
    const around: FolderNode = folder();
    around.entries.set('again', around);
    const browser = await onHostile({ tree: folder({ around }) });
    const counted = await browser.get('count', { paths: ['/around'] });
    expect(counted.folders).toBeLessThan(1_000);
    const removal = await browser.get('remove', { workId: 1, paths: ['/around'] });
    expect(removal.failed[0]?.problem.code).toBe('limit-reached');
  });

  it('says of each thing why it could not be removed, and removes the rest', async () => {
    const tree = folder({ tree: folder({ kept: folder({ mine: file() }), a: file(), b: folder({ c: file() }) }) });
    const browser = await onHostile({
      tree,
      onRequest: ({ type, path, id }) =>
        type === 'REMOVE' && path.endsWith('mine')
          ? statusReply(id, PERMISSION_DENIED, 'Permission denied')
          : undefined,
    });
    const removal = await browser.get('remove', { workId: 1, paths: ['/tree', '/gone'] });
    expect(removal.removed).toBe(3);
    expect(removal.failed.map(({ path, problem }) => [path, problem.code]).toSorted()).toEqual([
      ['/gone', 'not-found'],
      ['/tree/kept/mine', 'not-allowed'],
    ]);
    expect([...(await browser.list('/tree')).keys()]).toEqual(['kept']);
  });

  it('opens folders with the modes that are set, where they were closed', async () => {
    const modes = new Map<string, number | undefined>();
    const tree = folder({ tree: folder({ closed: folder({ file: file() }), link: link('/etc') }) });
    const browser = await onHostile({
      tree,
      onRequest({ type, path, id, attributes }, right) {
        if (type === 'SETSTAT') modes.set(path, attributes.mode);
        const isClosed = type === 'OPENDIR' && path === '/tree/closed' && !modes.has(path);
        return isClosed ? statusReply(id, PERMISSION_DENIED, 'Permission denied') : right();
      },
    });
    const set = await browser.get('setMode', { workId: 1, paths: ['/tree'], mode: 0o644, isRecursive: true });
    expect(set).toEqual({ changed: 3, failed: [] });
    expect(Object.fromEntries(modes)).toEqual({ '/tree': 0o755, '/tree/closed': 0o755, '/tree/closed/file': 0o644 });
  });

  it('reads no more of a file than was asked for, and no file without end', async () => {
    const tree = folder({ endless: endlessFile(1_000), huge: endlessFile(2n ** 62n), away: link('/etc/passwd') });
    const browser = await onHostile({ tree });
    const preview = await browser.get('read', { path: '/endless', maxBytes: 500, fromEnd: false });
    expect(preview.bytes).toHaveLength(500);
    expect(codeOf(await browser.ask('checksum', { path: '/endless', workId: 1 }))).toBe('changed-meanwhile');
    const huge = await browser.ask('read', { path: '/huge', maxBytes: 500, fromEnd: true });
    expect(huge.ok ? huge.value.bytes.length : 500).toBeLessThanOrEqual(500);
    const stopped = browser.ask('checksum', { path: '/huge', workId: 2 });
    await browser.get('stopWork', { workId: 2 });
    expect(['cancelled', 'protocol-error', 'not-supported']).toContain(codeOf(await stopped));
  }, 60_000);

  it.each(['close', 'cut', 'half'] as const)(
    'answers every request with a sentence when the server ends it: %s',
    async (how) => {
      for (let message = 1; message < 12; message += 1) {
        const tree = folder({ home: folder({ victim: folder({ file: file('text'), link: link('file') }) }) });
        const browser = await onHostile({ tree, endAt: { message, how } });
        const answers = await Promise.all([
          browser.ask('locate', { path: '/home' }),
          browser.ask('list', { path: '/home/victim', listingId: 1 }),
          browser.ask('read', { path: '/home/victim/file', maxBytes: 10, fromEnd: false }),
          browser.ask('duplicate', { path: '/home/victim/file', workId: 1 }),
          browser.ask('remove', { workId: 2, paths: ['/home/victim/link'] }),
        ]);
        for (const answer of answers) expect(answer.ok ? 'fine' : answer.problem.message).toMatch(/^[A-Z“f].{3,}/u);
      }
    },
    60_000,
  );
});

describeNeeding(sshdMissing ?? memoryMissing, 'a browser over SFTP', () => {
  it('lists and removes a hundred thousand entries', async () => {
    const large = temporary(MEMORY);
    for (let i = 0; i < 99_990; i += 1) writeFileSync(join(large, `file ${i}`), '');
    for (let i = 0; i < 10; i += 1) symlinkSync('/usr', join(large, `link ${i}`));
    const browser = await onSshd(['ForceCommand internal-sftp']);
    expect(await browser.get('list', { path: large, listingId: 1 })).toEqual({ count: 100_000, isCut: false });
    const entries = browser.entries(1);
    expect(entries.size).toBe(100_000);
    expect(entries.get('link 3')?.link).toEqual({ target: '/usr', kind: 'folder' });
    expect(await browser.get('count', { paths: [large] })).toMatchObject({ links: 10, folders: 1 });
    const removal = await browser.get('remove', { workId: 1, paths: [large] });
    expect(removal).toEqual({ removed: 100_001, failed: [] });
    expect(existsSync(large)).toBe(false);
  }, 120_000);

  it.each([
    ['with commands', []],
    ['without commands', ['ForceCommand internal-sftp']],
  ])('moves between file systems %s', async (_, config) => {
    const [here, there] = [temporary(), temporary(MEMORY)];
    mkdirSync(join(here, 'tree/inner'), { recursive: true });
    writeFileSync(join(here, 'tree/inner/file'), 'bytes', { mode: 0o750 });
    symlinkSync('nowhere', join(here, 'tree/link'));
    const browser = await onSshd(config);
    await browser.get('rename', { from: join(here, 'tree'), to: join(there, 'moved'), replace: false });
    expect(readFileSync(join(there, 'moved/inner/file'), 'utf8')).toBe('bytes');
    expect(readdirSync(join(there, 'moved')).toSorted()).toEqual(['inner', 'link']);
    expect(readdirSync(here)).toEqual([]);
    expect(readdirSync(there)).toEqual(['moved']);
  });
});

it('browses a machine of the build host', async () => {
  const workspace = temporary();
  const machine = opened.use(
    await startMachineServer({
      user: 'storefront-4',
      workspace,
      environment: { PATH: process.env['PATH'] ?? '', HOME: workspace, LC_ALL: 'C.UTF-8' },
      shell: '/bin/sh',
      onConnected: () => {},
      log: () => {},
    }),
  );
  const connected = opened.use(await FileMachine.connect(machine, machine.privateKey, machine.hostKey));
  const browser = opened.use(new Browser(connected.files));
  const home = await browser.get('locate', {});
  expect(home).toMatchObject({ kind: 'folder', via: 'sftp' });
  await browser.get('makeFolder', { path: join(home.path, 'new') });
  writeFileSync(join(home.path, 'new', 'a file'), 'text');
  expect([...(await browser.list(join(home.path, 'new'))).keys()]).toEqual(['a file']);
  const copy = await browser.get('duplicate', { path: join(home.path, 'new'), workId: 1 });
  expect(copy.path).toBe(join(home.path, 'new copy'));
  const removal = await browser.get('remove', { workId: 2, paths: [join(home.path, 'new'), copy.path] });
  expect(removal).toEqual({ removed: 4, failed: [] });
  expect(readdirSync(home.path)).toEqual([]);
});
