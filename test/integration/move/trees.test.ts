import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadTree } from '../../../main/connection/move/tar/download-tree.ts';
import { uploadTree } from '../../../main/connection/move/tar/upload-tree.ts';
import { whenUnpacked } from '../../../main/connection/move/tar/unpacking.ts';
import type { FileOutcome } from '../../../main/connection/move/mover.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { Yard, partsIn, patterned, valueOf } from './harness.ts';
import { allOf, describeTree, itemsOf } from './trees.ts';

const longName = 'long-'.repeat(45);

function plant(folder: string): void {
  mkdirSync(join(folder, 'empty folder'));
  const deep = join(folder, 'src', 'ünï cödé', longName, longName);
  mkdirSync(deep, { recursive: true });
  const files: [string, Buffer][] = [
    ['README', Buffer.from('read me')],
    ['empty', Buffer.alloc(0)],
    ['-rf', Buffer.from('starts with a dash')],
    ['with a space', Buffer.from('two lines')],
    ["quote's \\ and $(touch x) `y` *", patterned(3000)],
    ['src/script.sh', Buffer.from('#!/bin/sh\n')],
    ['src/block', patterned(512)],
    ['src/large', patterned(5 * 1024 * 1024)],
    [`src/ünï cödé/${longName}/日本語`, patterned(70_000)],
    [`src/ünï cödé/${longName}/${longName}/end`, patterned(700)],
  ];
  for (const [path, content] of files) {
    writeFileSync(join(folder, path), content);
    utimesSync(join(folder, path), 1_500_000_000, 1_500_000_000 + path.length);
  }
  chmodSync(join(folder, 'src/script.sh'), 0o755);
}

describe('moving a tree through tar', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let yard: Yard;
  beforeAll(async () => {
    if (sshdMissing === undefined) yard = await Yard.open();
  });
  afterAll(async () => yard?.[Symbol.asyncDispose]());

  const folders = () => ({ from: mkdtempSync(join(yard.here, 'from-')), to: mkdtempSync(join(yard.there, 'to-')) });

  it('sends everything as it is, links as links, and tells of each in order', async () => {
    const { from, to } = folders();
    plant(from);
    symlinkSync('../elsewhere', join(from, 'src', 'link'));
    const context = yard.context();
    const outcomes: FileOutcome[] = [];
    const job = {
      localFolder: from,
      remoteFolder: to,
      items: itemsOf(from),
      onOutcome: (told: FileOutcome) => void outcomes.push(told),
    };
    valueOf(await uploadTree(context, job));
    expect(await describeTree(to)).toEqual(await describeTree(from));
    const items = await allOf(itemsOf(from));
    expect(outcomes).toEqual(items.map(({ path }) => ({ path })));
    expect(context.bytes).toBe(items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });

  it('fetches everything as it is, and leaves nothing half-written', async () => {
    const { from: to, to: from } = folders();
    plant(from);
    const context = yard.context();
    const outcomes: FileOutcome[] = [];
    const job = {
      remoteFolder: from,
      localFolder: to,
      items: itemsOf(from),
      tag: 'k3x9',
      replace: false,
      onOutcome: (told: FileOutcome) => void outcomes.push(told),
    };
    valueOf(await downloadTree(context, job));
    expect(await describeTree(to)).toEqual(await describeTree(from));
    expect(partsIn(to)).toEqual([]);
    const files = (await allOf(itemsOf(from))).filter(({ kind }) => kind === 'file');
    expect(outcomes.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual(
      files.map(({ path }) => ({ path })).toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    );
    expect(context.bytes).toBe(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  });

  /** The machine with another tar; what it is asked to run goes through `change`. */
  function machineWith(tar: 'gnu' | 'bsd' | 'busybox', change: (command: string) => string): MachineFiles {
    const { machine } = yard;
    return {
      exec: (command, options) => machine.exec(change(command), options),
      run: (command, options) => machine.run(command, options),
      browse: () => machine.browse(),
      channels: (wanted) => machine.channels(wanted),
      lost: machine.lost,
      latencyMs: 0,
      abilities: async () => {
        const found = await machine.abilities();
        return found.ok ? { ok: true, value: { ...found.value, tar } } : found;
      },
    };
  }

  async function send(from: string, to: string, machine?: MachineFiles, items = itemsOf(from)) {
    const context = yard.context(undefined, machine);
    const outcomes: FileOutcome[] = [];
    const onOutcome = (told: FileOutcome) => void outcomes.push(told);
    const result = await uploadTree(context, { localFolder: from, remoteFolder: to, items, onOutcome });
    return { result, outcomes, context };
  }

  async function fetch(from: string, to: string, machine?: MachineFiles, items = itemsOf(from)) {
    const context = yard.context(undefined, machine);
    const outcomes: FileOutcome[] = [];
    const onOutcome = (told: FileOutcome) => void outcomes.push(told);
    const job = { remoteFolder: from, localFolder: to, items, tag: 'k3x9', replace: false, onOutcome };
    const result = await downloadTree(context, job);
    return { result, outcomes, context };
  }

  const failed = (outcomes: readonly FileOutcome[]) =>
    outcomes.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path}: ${problem.code}`]));

  it('works with the tar of busybox, too', async (test) => {
    test.skip(!existsSync('/bin/busybox'), 'busybox is not installed');
    const busybox = machineWith('busybox', (command) => command.replace('exec tar', 'exec busybox tar'));
    const { from, to } = folders();
    plant(from);
    symlinkSync('../elsewhere', join(from, 'src', 'link'));
    const sent = await send(from, to, busybox);
    expect(sent.result.ok).toBe(true);
    expect(failed(sent.outcomes)).toEqual([]);
    expect(await describeTree(to)).toEqual(await describeTree(from));
    rmSync(join(to, 'src', 'link'));
    const back = mkdtempSync(join(yard.here, 'back-'));
    const fetched = await fetch(to, back, busybox);
    // Some are built without a way to tell them many names; files are fetched one by one then.
    const takesNames = spawnSync('busybox', ['tar', '--help'], { encoding: 'utf8' }).stderr.includes('-T');
    expect(fetched.result.ok ? 'ok' : fetched.result.problem.code).toBe(takesNames ? 'ok' : 'not-supported');
    expect(failed(fetched.outcomes)).toEqual([]);
    const filesIn = async (folder: string) =>
      Object.entries(await describeTree(folder)).filter(([, content]) => content !== 'folder');
    expect(await filesIn(back)).toEqual(takesNames ? await filesIn(to) : []);
  });

  it('tells of a file that changes while it is packed, and leaves nothing of it', async () => {
    const { from, to } = folders();
    for (const name of ['a', 'shrinks', 'grows', 'z']) writeFileSync(join(from, name), patterned(3 * 1024 * 1024));
    const all = await allOf(itemsOf(from));
    const context = yard.context();
    const tell = context.onBytes;
    context.onBytes = (delta) => {
      if (context.bytes === 0) {
        truncateSync(join(from, 'shrinks'), 10);
        setImmediate(() => appendFileSync(join(from, 'grows'), 'more'));
      }
      tell(delta);
    };
    // Seen by tar as they were listed, whatever becomes of them.
    const outcomes: FileOutcome[] = [];
    const items = (async function* () {
      for (const item of all) yield await Promise.resolve(item);
    })();
    const onOutcome = (told: FileOutcome) => void outcomes.push(told);
    valueOf(await uploadTree(context, { localFolder: from, remoteFolder: to, items, onOutcome }));
    expect(outcomes.map(({ path }) => path)).toEqual(['a', 'grows', 'shrinks', 'z']);
    for (const { path, problem } of outcomes) {
      expect(existsSync(join(to, path))).toBe(problem === undefined);
      const isSame = problem !== undefined || readFileSync(join(to, path)).equals(readFileSync(join(from, path)));
      expect(isSame, path).toBe(true);
    }
  });

  it('tells why files cannot be read here, and sends the others', async () => {
    const { from, to } = folders();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(from, name), name);
    const all = await allOf(itemsOf(from));
    rmSync(join(from, 'b'));
    const items = (async function* () {
      for (const item of all) yield await Promise.resolve(item);
    })();
    const { result, outcomes } = await send(from, to, undefined, items);
    expect(result.ok).toBe(true);
    expect(failed(outcomes)).toEqual(['b: not-found']);
    expect(Object.keys(await describeTree(to))).toEqual(['a', 'c']);
  });

  it('finds out what a tar did not unpack, and what it complained about', async () => {
    const { from, to } = folders();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(from, name), name);
    const partly = machineWith(
      'gnu',
      (command) =>
        `${command.replace('exec ', '').replace('tar -x', 'tar --exclude=b -x')}; echo 'tar: c: Cannot open: Permission denied' >&2; rm ${to}/c; exit 2`,
    );
    const { result, outcomes, context } = await send(from, to, partly);
    expect(result.ok).toBe(true);
    expect(failed(outcomes)).toEqual(['b: not-found', 'c: not-allowed']);
    expect(context.bytes).toBe(1);
  });

  it('sends again what a tar complains about only after it was believed to be there', async () => {
    const { from, to } = folders();
    writeFileSync(join(from, 'a'), 'first');
    for (let file = 0; file < 10; file += 1) writeFileSync(join(from, `b${file}`), patterned(1024 * 1024));
    const late = machineWith(
      'gnu',
      (command) =>
        `${command.replace('exec ', '')}; rm ${to}/a; echo 'tar: a: Cannot open: Permission denied' >&2; exit 2`,
    );
    const { result, outcomes } = await send(from, to, late);
    expect(result.ok).toBe(true);
    expect(failed(outcomes)).toEqual([]);
    expect(await describeTree(to)).toEqual(await describeTree(from));
  });

  it('fetches again what tar says it has torn, and what it left out', async () => {
    const { from: to, to: from } = folders();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(from, name), name.repeat(3));
    linkSync(join(from, 'a'), join(from, 'second name'));
    const torn = machineWith('gnu', (command) =>
      command
        .replace('exec ', `printf zzz >${from}/b; touch -d @1600000000 ${from}/b; `)
        .replace('--hard-dereference', '--exclude=c')
        .concat(`; printf bbb >${from}/b; echo 'tar: ./b: file changed as we read it' >&2; exit 1`),
    );
    const { result, outcomes, context } = await fetch(from, to, torn);
    expect(result.ok).toBe(true);
    expect(failed(outcomes)).toEqual([]);
    expect(outcomes.map(({ path }) => path).toSorted()).toEqual(['a', 'b', 'c', 'second name']);
    for (const name of ['a', 'b', 'c']) expect(readFileSync(join(to, name), 'utf8')).toBe(name.repeat(3));
    expect(readFileSync(join(to, 'second name'), 'utf8')).toBe('aaa');
    expect(context.bytes).toBe(12);
  });

  it('tells when a tar that was given up has come to its end, which goes on with what it was sent', async () => {
    const { from, to } = folders();
    for (let file = 0; file < 20; file += 1) writeFileSync(join(from, `f${file}`), Buffer.alloc(1_000_000));
    const [begun, ended] = [join(yard.there, 'begun'), join(yard.there, 'ended')];
    const late = machineWith('gnu', () => `touch ${begun}; sleep 1; cat >/dev/null; sleep 1; touch ${ended}`);
    const stop = new AbortController();
    const context = yard.context(stop.signal, late);
    const job = { localFolder: from, remoteFolder: to, items: itemsOf(from), onOutcome: () => {} };
    const sending = uploadTree(context, job);
    await expect.poll(() => existsSync(begun)).toBe(true);
    stop.abort();
    expect(await sending).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(existsSync(ended)).toBe(false);
    await whenUnpacked(late, to, context.clock);
    expect(existsSync(ended)).toBe(true);
  });

  it('moves many small files both ways', { timeout: 120_000 }, async () => {
    const { from, to } = folders();
    for (let folder = 0; folder < 20; folder += 1) {
      mkdirSync(join(from, `folder-${folder}`));
      for (let file = 0; file < 100; file += 1) {
        const size = ((folder * 100 + file) * 997) % 30_000;
        writeFileSync(join(from, `folder-${folder}`, `file-${file}`), patterned(size, file + 1));
      }
    }
    const sent = await send(from, to);
    expect(sent.result.ok).toBe(true);
    expect(sent.outcomes.length).toBe(2020);
    expect(failed(sent.outcomes)).toEqual([]);
    const back = mkdtempSync(join(yard.here, 'back-'));
    const fetched = await fetch(to, back);
    expect(fetched.result.ok).toBe(true);
    expect(failed(fetched.outcomes)).toEqual([]);
    expect(await describeTree(back)).toEqual(await describeTree(from));
  });
});
