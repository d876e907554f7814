import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildCache, type CachedAccount } from '../../../main/builds/build-cache.ts';
import { createBuilds } from '../../../main/builds/builds.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { ACCOUNT, buildOf, projectOf } from './builds.ts';
import { processorMs } from '../../fixtures/processor-time.ts';

let folder: string;
let clock: SteppedClock;
let lines: string[];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'jumpseat-cache-')), 'build-cache');
  clock = new SteppedClock();
  lines = [];
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const some: CachedAccount = { projects: [projectOf('storefront')], builds: [buildOf(1), buildOf(2)] };
const open = (collect = (_accountId: string) => some): BuildCache =>
  new BuildCache({ folder, clock, collect, log: (line) => lines.push(line) });
const file = () => join(folder, `${ACCOUNT}.json`);

async function write(content: unknown): Promise<void> {
  await using cache = open();
  cache.note(ACCOUNT);
  await cache[Symbol.asyncDispose]();
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(file(), `${createHash('sha256').update(text).digest('hex')}\n${text}`);
}

describe('the cache of builds', () => {
  it('gives back what was written', async () => {
    {
      await using cache = open();
      cache.note(ACCOUNT);
    }
    expect(await open().read([ACCOUNT])).toEqual([some]);
    expect(await readdir(folder)).toEqual([`${ACCOUNT}.json`]);
  });

  it('writes a while after the first of many changes, once', async () => {
    let collected = 0;
    await using cache = open(() => {
      collected += 1;
      return some;
    });
    for (let change = 0; change < 100; change += 1) cache.note(ACCOUNT);
    await clock.advance(14_000);
    cache.note(ACCOUNT);
    expect(collected).toBe(0);
    await clock.advance(1_000);
    await expect.poll(() => readdir(folder).catch(() => [])).toEqual([`${ACCOUNT}.json`]);
    expect(collected).toBe(1);
    expect(clock.waiting).toBe(0);
  });

  it.each([
    ['cut off', '{"version":1,"accountId":"circ'],
    ['empty', ''],
    ['of another version', { version: 2, accountId: ACCOUNT, ...some }],
    ['of another account', { version: 1, accountId: 'other', ...some }],
    [
      'with builds of another account',
      { version: 1, accountId: ACCOUNT, projects: [], builds: [{ ...buildOf(1), accountId: 'x' }] },
    ],
    ['with a build that is none', { version: 1, accountId: ACCOUNT, projects: [], builds: [{ id: 1 }] }],
  ])('drops a file that is %s', async (_what, content) => {
    await write(content);
    expect(await open().read([ACCOUNT])).toEqual([]);
    expect(lines.join()).toContain('dropped');
    expect(await readdir(folder)).toEqual([]);
  });

  it('drops a file that was changed', async () => {
    await write({ version: 1, accountId: ACCOUNT, ...some });
    await writeFile(file(), (await readFile(file(), 'utf8')).replace('"passed"', '"failed"'));
    expect(await open().read([ACCOUNT])).toEqual([]);
    expect(lines.join()).toContain('damaged');
  });

  it('removes what belongs to no account, and nothing that is not its own', async () => {
    await write({ version: 1, accountId: ACCOUNT, ...some });
    await writeFile(join(folder, 'circleci-zzzzzzzz.json'), '{}');
    await writeFile(join(folder, 'circleci-zzzzzzzz.json.new'), '{}');
    await writeFile(join(folder, 'data_0'), 'of somebody else');
    await open().read([ACCOUNT]);
    expect((await readdir(folder)).toSorted()).toEqual([`${ACCOUNT}.json`, 'data_0']);
  });

  it('forgets an account, also one that waits to be written', async () => {
    await write({ version: 1, accountId: ACCOUNT, ...some });
    await using cache = open();
    cache.note(ACCOUNT);
    await cache.forget(ACCOUNT);
    await clock.advance(60_000);
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes on when nothing can be written', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await using cache = open();
    cache.note(ACCOUNT);
    await cache[Symbol.asyncDispose]();
    expect(lines.join()).toContain('could not be kept');
    expect(await readFile(folder, 'utf8')).toContain('a file');
  });

  it('has 10,000 builds of four accounts in the truth soon', async () => {
    const ids = ['circleci-aaaaaaaa', 'semaphore-aaaaaaaa', 'codemagic-aaaaaaaa', 'bitrise-aaaaaaaa'];
    const builds = (accountId: string) =>
      Array.from({ length: 2_500 }, (_, number) =>
        buildOf(number, {
          accountId,
          branch: 'main',
          commit: 'a'.repeat(40),
          author: 'robin',
          isMine: true,
          webUrl: `https://ci.example.com/builds/${number}`,
          failingStep: 'Unit tests',
          startedAt: number + 1,
          finishedAt: number + 2,
        }),
      );
    {
      await using cache = open((accountId) => ({ projects: [], builds: builds(accountId) }));
      for (const id of ids) cache.note(id);
    }
    const truth = createTruth(settingsSchema.parse({}), () => {});
    const list = createBuilds(truth, createRegistry());
    const tookMs = await processorMs(async () => {
      for (const account of await open().read(ids)) list.restore(account);
    });
    expect(truth.all('builds')).toHaveLength(10_000);
    console.log(`10,000 cached builds read in ${Math.round(tookMs)} ms`);
    // It takes about 60 ms on an idle machine; the tests of this one may be many.
    expect(tookMs).toBeLessThan(1_000);
  });
});
