import { expect, it } from 'vitest';
import { readLog } from '../../../main/buildhost/run/read-log.ts';
import { HEAD_BYTES, StepLog, TAIL_BYTES } from '../../../main/buildhost/run/step-log.ts';
import { createStorage } from '../../../main/buildhost/storage/storage.ts';
import type { LogPage } from '../../../main/contract/build.ts';
import { openMemoryDatabase, seedBuild } from './seed.ts';

/** A step in a real database, with its log. Its timers never run: output is stored when the test says so. */
function begin() {
  const storage = createStorage(openMemoryDatabase());
  const { buildId } = seedBuild(storage);
  const [step] = storage.steps.list(buildId);
  if (step === undefined) throw new Error('no step');
  let now = 1000;
  let failure: Error | undefined;
  const log = new StepLog(
    { now: () => now++, after: () => () => {} },
    {
      store(chunks, gap, logEnd) {
        if (failure !== undefined) throw failure;
        storage.logs.append(step.key, chunks);
        if (gap !== undefined) storage.logs.drop(step.key, gap.from, gap.to);
        storage.steps.update(step.key, { logEnd });
      },
    },
  );
  const read = (range: { offset?: number; tailBytes?: number }): LogPage => {
    const current = storage.steps.get(buildId, step.id);
    if (current === undefined) throw new Error('no step');
    return readLog(storage.logs, current, range);
  };
  /** Everything from the start, page by page, as a reader gets it. */
  const readAll = (): { text: string; omittedBytes: number } => {
    let [text, omittedBytes, offset] = ['', 0, 0];
    for (;;) {
      const page = read({ offset });
      if (page.chunks.length === 0) return { text, omittedBytes };
      text += page.chunks.map((chunk) => chunk.text).join('');
      omittedBytes += page.omittedBytes;
      offset = page.nextOffset;
    }
  };
  return { log, read, readAll, failWith: (error: Error | undefined) => void (failure = error) };
}

it('keeps characters whole, wherever the pipe cut them', () => {
  const { log, readAll } = begin();
  const bytes = Buffer.from('héllo 👩‍🚀 \u001b[31mrot\u001b[0m 日本\n'.repeat(5000));
  for (let at = 0; at < bytes.length; at += 7) {
    log.write(bytes.subarray(at, at + 7));
    if (at % 21 === 0) log.flush();
  }
  log.finish();
  expect(readAll()).toEqual({ text: bytes.toString(), omittedBytes: 0 });
});

it('replaces what is no UTF-8, and its offsets still add up', () => {
  const { log, read } = begin();
  log.write(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0xe2, 0x82]));
  log.finish();
  const page = read({ offset: 0 });
  expect(page.chunks.map(({ text }) => text).join('')).toBe('a\ufffd\ufffdb\ufffd');
  expect(page.nextOffset).toBe(page.endOffset);
});

it('keeps the head and the tail of endless output, and says how much is gone', () => {
  const { log, readAll } = begin();
  const lines = 300_000;
  for (let line = 0; line < lines; line++) {
    log.write(Buffer.from(`line ${String(line).padStart(7, '0')} of a very long output\n`));
    if (line % 1000 === 0) log.flush();
  }
  log.finish();
  const { text, omittedBytes } = readAll();
  expect(text.startsWith('line 0000000 ')).toBe(true);
  expect(
    text.endsWith(`line ${lines - 1}`.replace(/\d+/, (digits) => digits.padStart(7, '0')) + ' of a very long output\n'),
  ).toBe(true);
  const keptBytes = Buffer.byteLength(text);
  expect(keptBytes).toBeGreaterThanOrEqual(HEAD_BYTES + TAIL_BYTES);
  expect(keptBytes).toBeLessThan(HEAD_BYTES + TAIL_BYTES + 100_000);
  expect(keptBytes + omittedBytes).toBe(log.endOffset);
  expect(log.omittedBytes).toBe(omittedBytes);
  // Nothing is left out within what is kept: at most one jump in the numbers.
  const numbers = [...text.matchAll(/^line (\d+) of a very long output$/gm)].map((match) => Number(match[1]));
  expect(numbers.filter((number, at) => at > 0 && number !== (numbers[at - 1] ?? 0) + 1)).toHaveLength(1);
});

it('holds no more than the tail in memory and database when everything comes at once', () => {
  const { log, readAll } = begin();
  const block = Buffer.alloc(1024 * 1024, 'x');
  for (let at = 0; at < 40; at++) log.write(block);
  log.write(Buffer.from('the end'));
  log.finish();
  const { text, omittedBytes } = readAll();
  expect(text.endsWith('the end')).toBe(true);
  expect(omittedBytes).toBeGreaterThan(34 * 1024 * 1024);
});

it('gives the tail from the start of a line, and a page from the middle of a chunk', () => {
  const { log, read } = begin();
  log.write(Buffer.from('first line\nsecönd line\nthird line\n'));
  log.finish();
  expect(read({ tailBytes: 20 }).chunks.map(({ text }) => text)).toEqual(['third line\n']);
  expect(read({ tailBytes: 1000 }).chunks[0]?.text).toContain('first');
  expect(read({ offset: 11 }).chunks[0]).toMatchObject({ offset: 11, text: 'secönd line\nthird line\n' });
  // Inside the two bytes of ö: begins with the next character.
  expect(read({ offset: 16 }).chunks[0]?.text).toBe('nd line\nthird line\n');
  expect(read({ offset: 5000 })).toMatchObject({ chunks: [], nextOffset: 35, endOffset: 35, complete: false });
});

it('puts notes on a line of their own', () => {
  const { log, readAll } = begin();
  log.write(Buffer.from('no line end'));
  log.note('Cancelled.');
  log.note('Twice.');
  log.finish();
  expect(readAll().text).toBe('no line end\n\u001b[36mCancelled.\u001b[0m\n\u001b[36mTwice.\u001b[0m\n');
});

it('goes on while nothing can be stored, and says afterwards what is missing', () => {
  const { log, readAll, failWith } = begin();
  log.write(Buffer.from('before\n'));
  log.flush();
  failWith(new Error('database or disk is full'));
  log.write(Buffer.from('lost\n'));
  log.flush();
  log.write(Buffer.from('lost too\n'));
  log.flush();
  failWith(undefined);
  log.write(Buffer.from('after\n'));
  log.finish();
  const { text, omittedBytes } = readAll();
  expect(text).toBe(
    'before\nafter\n\u001b[36mSome of this output could not be stored: database or disk is full.\u001b[0m\n',
  );
  expect(omittedBytes).toBe('lost\nlost too\n'.length);
});
