import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Result } from '../../../main/contract/problem.ts';
import type { TransferWish } from '../../../main/transfers/transfer-record.ts';
import { downloadWishes, uploadWishes } from '../../../main/transfers/wishes.ts';
import { CountingRelay } from '../../fixtures/counting-relay.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { makeTransferFile } from './data.ts';
import { place, Run, Site, SOON } from './floor.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const LARGE_BYTES = 64 * 1024 * 1024;

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.problem.message} ${result.problem.detail ?? ''}`);
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describeNeeding(sshdMissing, `files on their way${sshdMissing === undefined ? '' : ` (${sshdMissing})`}`, () => {
  const stack = perTest();
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await Sshd.start();
  });
  afterAll(() => sshd[Symbol.asyncDispose]());

  async function begin() {
    const site = new Site();
    stack.defer(async () => site[Symbol.dispose]());
    const relay = stack.use(await CountingRelay.start(sshd));
    const app = stack.use(new Run(site, sshd, relay));
    await app.connect();
    return { site, app, relay };
  }

  /** Starts what is wished for. @returns the id of the first transfer */
  async function start(app: Run, wishes: Result<TransferWish[]>) {
    const [wish] = valueOf(wishes);
    if (wish === undefined) throw new Error('nothing is wished for');
    return valueOf(await app.transfers.start(wish)).transferId;
  }

  test('an upload goes on by itself after its process was killed, and every byte is right', async () => {
    const { site, app, relay } = await begin();
    const source = makeTransferFile(join(site.local, 'large.bin'), LARGE_BYTES);
    relay.hold('upload', LARGE_BYTES / 2);
    const id = await start(app, await uploadWishes(place, site.remote, [source]));
    await expect.poll(() => app.transfers.get(id)?.bytesDone ?? 0, SOON).toBeGreaterThan(LARGE_BYTES / 8);
    const launched = app.launched;
    await app.kill();
    relay.cut();
    expect(app.transfers.get(id)).toMatchObject({ state: 'waiting', problem: { code: 'process-crashed' } });
    await expect.poll(() => app.transfers.get(id)?.state, SOON).toBe('done');
    expect(app.launched).toBe(launched + 1);
    expect(readdirSync(site.remote)).toEqual(['large.bin']);
    expect(hashOf(join(site.remote, 'large.bin'))).toBe(hashOf(source));
  });

  test('a download goes on in the next run of the app, in another session', async () => {
    const { site, app, relay } = await begin();
    const source = makeTransferFile(join(site.remote, 'large.bin'), LARGE_BYTES);
    relay.hold('download', LARGE_BYTES / 2);
    const id = await start(app, downloadWishes(place, [source], site.local));
    await expect.poll(() => app.transfers.get(id)?.bytesDone ?? 0, SOON).toBeGreaterThan(LARGE_BYTES / 8);
    await app[Symbol.asyncDispose]();
    relay.cut();
    expect(readdirSync(site.local)).not.toContain('large.bin');

    const next = stack.use(new Run(site, sshd, relay));
    expect(next.transfers.get(id)).toMatchObject({ state: 'waiting' });
    await next.connect('s2');
    await expect.poll(() => next.transfers.get(id)?.state, SOON).toBe('done');
    expect(readdirSync(site.local)).toEqual(['large.bin']);
    expect(hashOf(join(site.local, 'large.bin'))).toBe(hashOf(source));
    valueOf(await next.transfers.control([id], 'clear'));
    await expect.poll(() => readdirSync(join(site.data, 'transfers')), SOON).toEqual([]);
  });

  test('what is cancelled without its machine leaves nothing here, and nothing there once it is back', async () => {
    const { site, app, relay } = await begin();
    const up = makeTransferFile(join(site.local, 'up.bin'), LARGE_BYTES);
    const down = makeTransferFile(join(site.remote, 'down.bin'), LARGE_BYTES);
    const ids: string[] = [];
    for (const direction of ['upload', 'download'] as const) {
      relay.hold(direction, LARGE_BYTES / 2);
      const wishes =
        direction === 'upload'
          ? await uploadWishes(place, site.remote, [up])
          : downloadWishes(place, [down], site.local);
      const id = await start(app, wishes);
      ids.push(id);
      await expect.poll(() => app.transfers.get(id)?.bytesDone ?? 0, SOON).toBeGreaterThan(0);
      const pausing = app.transfers.control([id], 'pause');
      await expect.poll(() => app.transfers.get(id)?.state, SOON).toBe('paused');
      relay.release();
      valueOf(await pausing);
    }
    expect(
      [...readdirSync(site.local), ...readdirSync(site.remote)].filter((name) => name.endsWith('.part')),
    ).toHaveLength(2);
    app.end();
    valueOf(await app.transfers.control(ids, 'cancel'));
    expect(readdirSync(site.local)).toEqual(['up.bin']);
    await app.connect('s2');
    await expect.poll(() => readdirSync(site.remote), SOON).toEqual(['down.bin']);
    expect(ids.map((id) => app.transfers.get(id)?.state)).toEqual(['cancelled', 'cancelled']);
  });

  test('a failed file is told of in notes, also when its session is over, and can be tried again', async () => {
    const { site, app } = await begin();
    writeFileSync(join(site.local, 'a.txt'), 'content');
    // A folder stands where the file shall go.
    mkdirSync(join(site.remote, 'a.txt', 'inside'), { recursive: true });
    const id = await start(app, await uploadWishes(place, site.remote, [join(site.local, 'a.txt')]));
    await expect.poll(() => app.transfers.get(id)?.state, SOON).toBe('asking');
    valueOf(await app.transfers.answer({ transferId: id, answer: { kind: 'conflict', rule: 'replace' } }));
    await expect.poll(() => app.transfers.get(id), SOON).toMatchObject({ state: 'done', failedCount: 1 });
    app.end();
    const notes = valueOf(await app.transfers.notes({ transferId: id, kind: 'failed', offset: 0, limit: 10 }));
    expect(notes).toMatchObject({ total: 1, notes: [{ kind: 'failed', path: 'a.txt' }] });
    rmdirSync(join(site.remote, 'a.txt', 'inside'));
    rmdirSync(join(site.remote, 'a.txt'));
    expect(await app.transfers.control([id], 'retry')).toMatchObject({ ok: false });
    await app.connect('s2');
    valueOf(await app.transfers.control([id], 'retry'));
    await expect.poll(() => app.transfers.get(id), SOON).toMatchObject({ state: 'done', failedCount: 0 });
    expect(readFileSync(join(site.remote, 'a.txt'), 'utf8')).toBe('content');
  });

  test('an edit: fetched, saved, uploaded with its mode, a conflict noticed, the copy gone at the end', async () => {
    const { site, app } = await begin();
    const remote = join(site.remote, 'tool.conf');
    writeFileSync(remote, 'first', { mode: 0o750 });
    const link = join(site.remote, 'link.conf');
    symlinkSync('tool.conf', link);
    const { editId } = valueOf(await app.edits.edit(place, link));
    const [copy = ''] = app.opened;
    expect(readFileSync(copy, 'utf8')).toBe('first');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    writeFileSync(copy, 'second');
    await expect.poll(() => readFileSync(remote, 'utf8'), SOON).toBe('second');
    await expect.poll(() => app.truth.get('edits', editId)?.state, SOON).toBe('open');
    expect(statSync(remote).mode & 0o777).toBe(0o750);
    expect(readdirSync(site.remote).toSorted()).toEqual(['link.conf', 'tool.conf']);
    writeFileSync(remote, 'theirs, longer');
    writeFileSync(copy, 'ours');
    await expect.poll(() => app.truth.get('edits', editId)?.state, SOON).toBe('conflict');
    expect(readFileSync(remote, 'utf8')).toBe('theirs, longer');
    app.edits.resolve(editId, 'take-theirs');
    await expect.poll(() => readFileSync(copy, 'utf8'), SOON).toBe('theirs, longer');
    await expect.poll(() => app.truth.get('edits', editId)?.state, SOON).toBe('open');
    valueOf(await app.edits.stop(editId, false));
    expect(existsSync(copy)).toBe(false);
    await expect.poll(() => app.truth.all('transfers'), SOON).toEqual([]);
  });

  test('a drag: files and small folders are fetched for the system, large ones are refused', async () => {
    const { site, app } = await begin();
    mkdirSync(join(site.remote, 'folder'));
    for (const name of ['a.txt', 'folder/b.txt']) writeFileSync(join(site.remote, name), name);
    valueOf(await app.dragOut.drag(place, [join(site.remote, 'a.txt'), join(site.remote, 'folder')]));
    const [paths = []] = app.dragged;
    expect(paths.map((path) => path.split('/').at(-1)).toSorted()).toEqual(['a.txt', 'folder']);
    const folder = paths.find((path) => path.endsWith('folder')) ?? '';
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('folder/b.txt');
    makeTransferFile(join(site.remote, 'folder', 'huge.bin'), LARGE_BYTES + 1);
    expect(await app.dragOut.drag(place, [join(site.remote, 'folder')])).toMatchObject({
      ok: false,
      problem: { code: 'too-large' },
    });
    await expect.poll(() => app.truth.all('transfers'), SOON).toEqual([]);
    expect(readdirSync(join(site.data, 'drag-out'))).toHaveLength(1);
  });

  test('a command is not offered where only Jumpseat has the key', async () => {
    const { site, app } = await begin();
    const paths = [join(site.remote, 'x')];
    expect(await app.copyCommand({ ...place, program: 'scp', direction: 'download', paths })).toMatchObject({
      ok: false,
      problem: { code: 'not-supported' },
    });
  });
});
