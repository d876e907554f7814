import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadTree } from '../../../main/connection/move/tar/download-tree.ts';
import { uploadTree } from '../../../main/connection/move/tar/upload-tree.ts';
import type { FileOutcome } from '../../../main/connection/move/mover.ts';
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

  it('moves 5,000 small files both ways', async () => {
    const { from, to } = folders();
    for (let folder = 0; folder < 50; folder += 1) {
      mkdirSync(join(from, `folder-${folder}`));
      for (let file = 0; file < 100; file += 1) {
        writeFileSync(
          join(from, `folder-${folder}`, `file-${file}`),
          patterned(1024 + (((folder * 100 + file) * 997) % 30_000), file + 1),
        );
      }
    }
    let started = performance.now();
    let count = 0;
    valueOf(
      await uploadTree(yard.context(), {
        localFolder: from,
        remoteFolder: to,
        items: itemsOf(from),
        onOutcome: () => void (count += 1),
      }),
    );
    console.log('up', performance.now() - started);
    expect(count).toBe(5050);
    const back = mkdtempSync(join(yard.here, 'back-'));
    started = performance.now();
    const items = await allOf(itemsOf(to));
    console.log('list', performance.now() - started);
    started = performance.now();
    valueOf(
      await downloadTree(yard.context(), {
        remoteFolder: to,
        localFolder: back,
        items: (async function* () {
          yield* items;
        })(),
        tag: 'abcd',
        replace: false,
        onOutcome: () => {},
      }),
    );
    console.log('down', performance.now() - started);
    expect(await describeTree(back)).toEqual(await describeTree(from));
    void basename;
    void lstatSync;
    void statSync;
  });
});
