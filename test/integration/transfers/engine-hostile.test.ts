import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import type { HostileOptions } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import {
  badLinks,
  badNames,
  endlessFile,
  file,
  folder,
  folderOfNames,
  link,
} from '../../fixtures/hostile-sftp/tree.ts';
import type { RawName } from '../../fixtures/hostile-sftp/packets.ts';
import type { FolderNode, TreeNode } from '../../fixtures/hostile-sftp/tree.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, get, parts } from './harness.ts';

const opened = perTest();
const CANARY = 'untouched';

interface Scene {
  grounds: Grounds;
  harness: TransferHarness;
}

/** A machine that is not to be trusted, and a folder here with things beside it that must stay as they are. */
async function scene(options: HostileOptions): Promise<Scene> {
  const grounds = new Grounds();
  opened.defer(() => grounds[Symbol.dispose]());
  writeFileSync(join(grounds.root, 'escaped'), CANARY);
  const server = opened.use(await startHostileSftp(options));
  const harness = opened.use(new TransferHarness());
  await harness.connect(server);
  return { grounds, harness };
}

function expectUntouched(grounds: Grounds, journals: number): void {
  const around = readdirSync(grounds.root).filter((name) => !name.endsWith('.journal'));
  expect(around.toSorted()).toEqual(['escaped', 'here', 'there']);
  expect(readdirSync(grounds.root)).toHaveLength(3 + journals);
  expect(readFileSync(join(grounds.root, 'escaped'), 'utf8')).toBe(CANARY);
  expect(parts(grounds.here)).toEqual([]);
}

const world = (loot: TreeNode): FolderNode => folder({ home: folder({ victim: folder({ loot }) }) });
const LOOT = '/home/victim/loot';

describe('downloads from a machine that is not to be trusted', { timeout: TEST_LIMIT_MS }, () => {
  it('writes nothing outside the chosen folder, whatever names it says', async () => {
    const { grounds, harness } = await scene({ tree: world(folderOfNames([badNames])) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    const done = await harness.reaches(id, 'done', 'stopped');
    expect(done.state).toBe('done');
    expect(done.failedCount).toBeGreaterThan(0);
    expectUntouched(grounds, 1);
    for (const name of Object.keys(contents(grounds.here))) expect(name).toMatch(/^loot\/[^/]*$/);
    // What is shown cannot be anything but one line of plain text.
    for (const note of await harness.notes(id, 'failed')) {
      expect(note).toMatch(/^[^\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]+$/u);
      expect(note.length).toBeLessThan(1_000);
    }
    expect(await harness.notes(id, 'failed')).toContainEqual(expect.stringMatching(/would lead to another folder/));
  });

  it('follows no link, and leaves it out', async () => {
    const links = Object.fromEntries(badLinks.map((target, index) => [`link ${index}`, link(target)]));
    const { grounds, harness } = await scene({ tree: world(folder({ ...links, 'a.txt': file('a') })) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
      state: 'done',
      filesDone: 1,
      skippedCount: badLinks.length,
      failedCount: 0,
    });
    expect(Object.keys(contents(grounds.here))).toEqual(['loot/', 'loot/a.txt']);
    expectUntouched(grounds, 1);
  });

  it('takes a name that is said twice once', async () => {
    const names = Array.from({ length: 50 }, () => 'twin');
    const { grounds, harness } = await scene({ tree: world(folderOfNames([names, names], file('one'))) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', filesDone: 1, failedCount: 0 });
    expect(Object.keys(contents(grounds.here))).toEqual(['loot/', 'loot/twin']);
  });

  it('asks before it fetches more files than anybody expects, and writes nothing until it is told to', async () => {
    let said = 0;
    const endless = function* () {
      for (;;) {
        const names = Array.from({ length: 500 }, () => `f${(said += 1)}`);
        yield names;
      }
    };
    const { grounds, harness } = await scene({ tree: world(folderOfNames(endless(), file('x'))) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    const asking = await harness.reaches(id, 'asking', 'done', 'stopped');
    expect(asking).toMatchObject({ state: 'asking', question: { kind: 'limit', what: 'files', value: 200_001 } });
    expect(readdirSync(grounds.here)).toEqual([]);
    await get(harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'limit', goOn: false } }));
    await harness.reaches(id, 'cancelled');
    expectUntouched(grounds, 1);
  });

  it('asks before it fetches what is deeper than anybody expects', async () => {
    let deepest: TreeNode = folder({ bottom: file('x') });
    for (let depth = 0; depth < 90; depth += 1) deepest = folder({ d: deepest });
    const { grounds, harness } = await scene({ tree: world(deepest) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    expect(await harness.reaches(id, 'asking', 'done', 'stopped')).toMatchObject({
      question: { kind: 'limit', what: 'depth', value: 65 },
    });
    expect(readdirSync(grounds.here)).toEqual([]);
    await get(harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'limit', goOn: true } }));
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', filesDone: 1, failedCount: 0 });
  });

  it('comes to an end in folders that never end', async () => {
    const endless: FolderNode = folder({});
    endless.entries.set('again', endless);
    const { grounds, harness } = await scene({ tree: world(endless) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    expect(await harness.reaches(id, 'asking', 'done', 'stopped')).toMatchObject({
      question: { kind: 'limit', what: 'depth' },
    });
    await get(harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'limit', goOn: true } }));
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 1 });
    expect((await harness.notes(id, 'failed'))[0]).toMatch(/too deep/);
    expectUntouched(grounds, 1);
  });

  it('says that there is no room before it writes anything', async () => {
    const { grounds, harness } = await scene({ tree: world(folder({ huge: endlessFile(2 ** 45), small: file('x') })) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    const stopped = await harness.reaches(id, 'asking', 'done', 'stopped');
    if (stopped.state === 'asking') {
      await get(harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'limit', goOn: true } }));
    }
    expect(await harness.reaches(id, 'stopped', 'done')).toMatchObject({
      state: 'stopped',
      problem: { code: 'disk-full' },
    });
    expect(readdirSync(grounds.here)).toEqual([]);
  });

  it('fails a file that has more bytes than it says, and brings the others', async () => {
    const { grounds, harness } = await scene({ tree: world(folder({ liar: endlessFile(1_000), 'a.txt': file('a') })) });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    const done = await harness.reaches(id, 'done', 'stopped');
    expect(done).toMatchObject({ state: 'done' });
    expect(done.filesDone + done.failedCount).toBe(2);
    expect(readFileSync(join(grounds.here, 'loot/a.txt'), 'utf8')).toBe('a');
    expectUntouched(grounds, 1);
  });

  it('stops when the machine ends its channels again and again', async () => {
    const { grounds, harness } = await scene({
      tree: world(folder({ 'a.txt': file('a'), 'b.txt': file('b') })),
      // Listing goes well; nobody ever gets to read.
      onRequest: ({ type }) => (type === 'READ' ? 'close' : undefined),
    });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    expect(await harness.reaches(id, 'stopped', 'done')).toMatchObject({ state: 'stopped' });
    await harness.control(id, 'cancel');
    await harness.reaches(id, 'cancelled');
    expectUntouched(grounds, 1);
  });

  it('takes no file that is far larger when it is opened than it was said to be', async () => {
    const small = file('a');
    const root = world(folder({ 'grows.log': small, 'b.txt': file('b') }));
    let looks = 0;
    const { grounds, harness } = await scene({
      tree: root,
      onRequest(request, right) {
        // Small as long as the folder is listed.
        if (request.type === 'STAT' && request.path.endsWith('/grows.log')) {
          looks += 1;
          small.attributes = { ...small.attributes, size: 2 * 1024 ** 3 };
        }
        return right();
      },
    });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', filesDone: 1, failedCount: 1 });
    expect(looks).toBeGreaterThan(0);
    expect(await harness.notes(id, 'failed')).toContainEqual(expect.stringMatching(/far larger now/));
    expectUntouched(grounds, 1);
  });

  it('stops when a later look finds far more than the first one, which was counted', async () => {
    let looks = 0;
    const names = function* (): Generator<RawName[]> {
      looks += 1;
      const count = looks === 1 ? 25_000 : Number.POSITIVE_INFINITY;
      for (let at = 0; at < count; at += 100)
        yield Array.from({ length: 100 }, (_, index) => ({
          name: `${at + index}`,
          longname: '',
          attributes: { mode: 0o100644, size: 0, mtime: 1_700_000_000, uid: 0, gid: 0 },
        }));
    };
    const { grounds, harness } = await scene({
      tree: world(folder({}, { listing: names, otherwise: file('') })),
    });
    const id = await harness.start(grounds, 'download', [LOOT], grounds.here);
    const stopped = await harness.reaches(id, 'done', 'stopped', 'asking');
    expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'limit-reached' } });
    expect(stopped.filesDone).toBeLessThanOrEqual(26_500);
    // What stopped could be resumed, and may be half there; what is cancelled may not.
    await harness.control(id, 'cancel');
    await harness.reaches(id, 'cancelled');
    expectUntouched(grounds, 1);
  });
});
