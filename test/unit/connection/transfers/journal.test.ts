import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../../main/connection/transfers/journal.ts';
import { pathKey, writeKey } from '../../../../main/connection/transfers/path-set.ts';
import type { Clock } from '../../../../main/lib/clock.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  file = join(folder, 'one.journal');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function open(clock: Clock = new StepClock(), faults: string[] = [], id = 'one'): Promise<Journal> {
  const opened = await Journal.open(file, id, clock, (detail) => faults.push(detail));
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.value;
}

const keyOf = (journal: Journal, path: string): number => pathKey(journal.salt, path);

describe('a journal', () => {
  it('knows after a start what it was told before', async () => {
    const first = await open();
    expect(first.isNew).toBe(true);
    first.done(keyOf(first, 'a'), 10);
    first.done(keyOf(first, 'b'), 20);
    first.append({ t: 'skipped', key: writeKey(keyOf(first, 'c')), path: 'c', message: 'It was there.', bytes: 7 });
    first.append({
      t: 'failed',
      key: writeKey(keyOf(first, 'd/e')),
      above: [writeKey(keyOf(first, 'd'))],
      path: 'd/e',
      message: 'No.',
    });
    first.append({ t: 'point', key: writeKey(keyOf(first, 'f')), bytes: 5, size: 9, at: 1_000 });
    first.append({ t: 'point', key: writeKey(keyOf(first, 'a')), bytes: 5, size: 10 });
    first.done(keyOf(first, 'a'), 0);
    first.append({ t: 'rule', rule: 'newer' });
    first.append({ t: 'open', folder: '/x' });
    first.append({ t: 'open', folder: '/y' });
    first.append({ t: 'closed', folder: '/y' });
    first.append({ t: 'staging', source: 3, folder: '/s' });
    first.append({ t: 'totals', files: 6, bytes: 100 });
    await first[Symbol.asyncDispose]();

    const second = await open();
    expect([second.isNew, second.salt, second.tag]).toEqual([false, first.salt, first.tag]);
    const { state } = second;
    expect(state).toMatchObject({
      filesDone: 3,
      bytesDone: 30,
      skippedCount: 1,
      skippedBytes: 7,
      failedCount: 1,
      rule: 'newer',
    });
    expect(['a', 'b', 'c', 'd/e', 'f'].map((path) => state.settled.has(keyOf(second, path)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(state.failed.paths.has(keyOf(second, 'd/e'))).toBe(true);
    expect(state.failed.above.has(keyOf(second, 'd'))).toBe(true);
    expect([...state.points]).toEqual([[keyOf(second, 'f'), { bytes: 5, sizeBytes: 9, modifiedAt: 1_000 }]]);
    expect([...state.openFolders]).toEqual(['/x']);
    expect([...state.stagings]).toEqual([[3, '/s']]);
    expect(state.totals).toEqual({ files: 6, bytes: 100 });
    await second[Symbol.asyncDispose]();
  });

  it('drops a torn last line, and goes on behind the last whole one', async () => {
    const first = await open();
    first.done(keyOf(first, 'a'), 1);
    await first.sync();
    first.done(keyOf(first, 'b'), 2);
    await first[Symbol.asyncDispose]();
    truncateSync(file, statSync(file).size - 4);
    const second = await open();
    expect(second.state).toMatchObject({ filesDone: 1, bytesDone: 1 });
    second.done(keyOf(second, 'c'), 3);
    await second[Symbol.asyncDispose]();
    const third = await open();
    expect(third.state).toMatchObject({ filesDone: 2, bytesDone: 4 });
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) JSON.parse(line);
    await third[Symbol.asyncDispose]();
  });

  it('is cut anywhere and never says that a file arrived that did not', async () => {
    const first = await open();
    for (let index = 0; index < 600; index += 1) first.done(keyOf(first, `f${index}`), 1);
    await first[Symbol.asyncDispose]();
    const whole = readFileSync(file);
    const head = whole.indexOf(10) + 1;
    for (let cut = 0; cut < whole.length; cut += 997) {
      writeFileSync(file, whole.subarray(0, cut));
      const journal = await open();
      expect(journal.isNew).toBe(cut < head);
      expect(journal.state.filesDone % 256 === 0 || journal.state.filesDone === 600).toBe(true);
      expect(journal.state.settled.size).toBe(journal.state.filesDone);
      await journal[Symbol.asyncDispose]();
    }
  });

  it('makes nothing of lines it does not know, and nothing of the journal of another transfer', async () => {
    const first = await open();
    first.done(keyOf(first, 'a'), 1);
    await first[Symbol.asyncDispose]();
    appendFileSync(
      file,
      `{"t":"done","keys":["!"],"bytes":-5}\nnonsense\n\u0000\u0000\n{"t":"later","x":1}\n${'x'.repeat(400_000)}\n`,
    );
    appendFileSync(file, `${JSON.stringify({ t: 'done', keys: [writeKey(keyOf(first, 'b'))], bytes: 2 })}\n`);
    const second = await open();
    expect(second.state).toMatchObject({ filesDone: 2, bytesDone: 3 });
    await second[Symbol.asyncDispose]();
    const other = await open(new StepClock(), [], 'other');
    expect([other.isNew, other.state.filesDone]).toEqual([true, 0]);
    await other[Symbol.asyncDispose]();
  });

  it('gives what waits to the system soon, without being asked', async () => {
    const clock = new StepClock();
    const journal = await open(clock);
    const before = statSync(file).size;
    journal.done(keyOf(journal, 'a'), 1);
    expect(statSync(file).size).toBe(before);
    await clock.pass(150);
    expect(statSync(file).size).toBeGreaterThan(before);
    await journal[Symbol.asyncDispose]();
  });

  it('reads notes page by page, also those that were written just now, and forgets what failed when it is tried again', async () => {
    const journal = await open();
    for (let index = 0; index < 1_000; index += 1) {
      journal.append({ t: 'failed', key: writeKey(index + 1), above: [], path: `f${index}`, message: 'No.' });
      journal.append({ t: 'skipped', key: writeKey(index + 5_000), path: `s${index}`, message: '"t":"failed"' });
    }
    const page = async (kind: 'failed' | 'skipped' | 'renamed', offset: number, limit: number) => {
      const notes = await journal.notes(kind, offset, limit);
      return notes.ok ? notes.value.map(({ path }) => path) : [];
    };
    expect(await page('failed', 0, 2)).toEqual(['f0', 'f1']);
    expect(await page('skipped', 499, 3)).toEqual(['s499', 's500', 's501']);
    expect(await page('failed', 998, 500)).toEqual(['f998', 'f999']);
    expect(await page('failed', 1_000, 500)).toEqual([]);
    expect(await page('renamed', 0, 500)).toEqual([]);
    journal.append({ t: 'retry', only: true });
    journal.append({ t: 'failed', key: writeKey(7), above: [], path: 'again', message: 'No.' });
    expect([await page('failed', 0, 10), journal.noteCount('failed')]).toEqual([['again'], 1]);
    expect(journal.state.wanted?.paths.size).toBe(1_000);
    await journal[Symbol.asyncDispose]();
    const second = await open();
    expect([second.noteCount('failed'), second.noteCount('skipped')]).toEqual([1, 1_000]);
    await second[Symbol.asyncDispose]();
  });

  it('takes a few megabytes for 100,000 files, in memory and on the disk', async () => {
    const journal = await open();
    for (let index = 0; index < 100_000; index += 1) journal.done(keyOf(journal, `f${index}`), 1_000);
    await journal[Symbol.asyncDispose]();
    expect(statSync(file).size).toBeLessThan(2_000_000);
    const before = process.memoryUsage().arrayBuffers;
    const second = await open();
    expect(second.state.filesDone).toBe(100_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    await second[Symbol.asyncDispose]();
  });

  it('says when it cannot be opened', async () => {
    file = join(folder, 'folder');
    mkdirSync(file);
    const opened = await Journal.open(file, 'one', new StepClock(), () => {});
    expect(opened).toMatchObject({ ok: false, problem: { code: 'storage-failed' } });
  });
});
