import { mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packTar } from 'modern-tar';
import type { TarHeader } from 'modern-tar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileOutcome, TreeItem } from '../../../main/connection/move/mover.ts';
import { downloadTree } from '../../../main/connection/move/tar/download-tree.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { Yard } from './harness.ts';

const listed = (path: string, sizeBytes = 5): TreeItem => ({
  path,
  kind: 'file',
  sizeBytes,
  modifiedAt: 1_600_000_000_000,
  mode: 0o644,
});

const entry = (header: Partial<TarHeader> & { name: string }, body = 'hello') => ({
  header: { size: header.type === undefined || header.type === 'file' ? body.length : 0, mode: 0o644, ...header },
  body: header.type === undefined || header.type === 'file' ? body : undefined,
});

/** A header of 512 bytes with any size field. */
function rawHeader(name: string, size: Buffer | string, type = '0'): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  if (typeof size === 'string') block.write(size, 124);
  else size.copy(block, 124);
  block.write('14000000000\0', 136);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  block.write(' '.repeat(8), 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

describe('an archive made by a hostile machine', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let yard: Yard;
  let base: string;
  let target: string;
  beforeAll(async () => {
    if (sshdMissing === undefined) yard = await Yard.open();
  });
  beforeEach(() => {
    if (sshdMissing !== undefined) return;
    base = mkdtempSync(join(yard.here, 'base-'));
    target = join(base, 'target');
    mkdirSync(target);
    writeFileSync(join(base, 'secret'), 'untouched');
  });
  afterAll(async () => yard?.[Symbol.asyncDispose]());

  /** A machine whose tar is another command. */
  function machineWith(command: string): MachineFiles {
    const { machine } = yard;
    return {
      exec: (_asked, options) => machine.exec(command, options),
      run: (asked, options) => machine.run(asked, options),
      browse: () => machine.browse(),
      channels: (wanted) => machine.channels(wanted),
      lost: machine.lost,
      latencyMs: 0,
      abilities: () => machine.abilities(),
    };
  }

  async function fetch(command: string, items: TreeItem[], remoteFolder = join(yard.there, 'nothing')) {
    const outcomes: FileOutcome[] = [];
    const context = yard.context(undefined, machineWith(command));
    const result = await downloadTree(context, {
      remoteFolder,
      localFolder: target,
      items: (async function* () {
        for (const item of items) yield await Promise.resolve(item);
      })(),
      tag: 'k3x9',
      replace: false,
      onOutcome: (outcome) => void outcomes.push(outcome),
    });
    return { result, outcomes, context };
  }

  /** Sends an archive as it is, once all was asked for, as tar does. */
  function fetchArchive(archive: Uint8Array, items: TreeItem[], remoteFolder?: string) {
    const file = join(yard.there, `archive-${Math.random()}`);
    writeFileSync(file, archive);
    return fetch(`cat >/dev/null; cat ${file}`, items, remoteFolder);
  }

  const everything = () => readdirSync(base, { recursive: true, encoding: 'utf8' }).toSorted();

  it.each([
    '../x',
    '/tmp/abs',
    './../x',
    'ok/../../x',
    'other',
    './other',
    'ok.k3x9.part',
    'OK',
    './/ok',
    `${'a/'.repeat(200)}x`,
  ])('ends when it holds %j, which nobody asked for', async (name) => {
    const archive = await packTar([entry({ name }), entry({ name: 'ok' })]);
    const { result, context } = await fetchArchive(archive, [listed('ok')]);
    expect(result).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
    expect(everything()).toEqual(['secret', 'target']);
    expect(context.bytes).toBe(0);
  });

  it('makes no folders of its own accord', async () => {
    const folders = ['ok/', '../up/', 'new/', '/tmp/abs/'].map((name) => entry({ name, type: 'directory' }));
    const { result } = await fetchArchive(await packTar([...folders, entry({ name: 'ok' })]), [listed('ok')]);
    expect(result.ok).toBe(true);
    expect(everything()).toEqual(['secret', 'target', 'target/ok']);
  });

  it.each(['../x', '/etc/passwd', 'a//b', 'a/../b', '.', ''])('never asks for %j', async (path) => {
    const { result, outcomes } = await fetchArchive(await packTar([]), [listed(path)]);
    expect(result.ok).toBe(true);
    expect(outcomes).toMatchObject([{ path, problem: { code: 'unsafe-name' } }]);
    expect(everything()).toEqual(['secret', 'target']);
  });

  it('makes no link, and writes through none', async () => {
    const archive = await packTar([
      entry({ name: 'a', type: 'symlink', linkname: '..' }),
      entry({ name: 'a/secret' }),
      entry({ name: 'b', type: 'link', linkname: '../secret' }),
      entry({ name: 'c', type: 'character-device' }),
      entry({ name: 'd', type: 'fifo' }),
      entry({ name: 'e' }),
    ]);
    const { outcomes } = await fetchArchive(
      archive,
      ['a', 'b', 'c', 'd', 'e', 'a/secret'].map((path) => listed(path)),
    );
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('untouched');
    expect(everything()).toEqual(['secret', 'target', 'target/a', 'target/a/secret', 'target/e']);
    const failed = outcomes.filter(({ problem }) => problem !== undefined).map(({ path }) => path);
    expect(failed.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('follows no link that was in the folder before', async () => {
    symlinkSync(base, join(target, 'link'));
    symlinkSync(join(base, 'secret'), join(target, 'file'));
    symlinkSync(join(base, 'secret'), join(target, 'part.k3x9.part'));
    const items = ['link/secret', 'file', 'part'];
    const archive = await packTar(items.map((name) => entry({ name })));
    const { result, outcomes } = await fetchArchive(
      archive,
      items.map((path) => listed(path)),
    );
    expect(result.ok).toBe(true);
    expect(outcomes.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toMatchObject([
      { path: 'file', problem: { code: 'already-exists' } },
      { path: 'link/secret', problem: { code: 'not-allowed' } },
      { path: 'part' },
    ]);
    expect(readFileSync(join(base, 'secret'), 'utf8')).toBe('untouched');
    expect(readFileSync(join(target, 'part'), 'utf8')).toBe('hello');
  });

  it('takes a file once', async () => {
    const archive = await packTar([entry({ name: 'ok' }), entry({ name: 'ok' }, 'again')]);
    const { result } = await fetchArchive(archive, [listed('ok')]);
    expect(result).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
    expect(readFileSync(join(target, 'ok'), 'utf8')).toBe('hello');
  });

  it('takes no more of a file than was listed', async () => {
    const archive = await packTar([entry({ name: 'log' }, 'x'.repeat(600)), entry({ name: 'ok' })]);
    const { result, outcomes } = await fetchArchive(archive, [listed('log'), listed('ok')]);
    expect(result.ok).toBe(true);
    expect(outcomes).toMatchObject([{ path: 'log', problem: { code: 'changed-meanwhile' } }, { path: 'ok' }]);
    expect(everything()).toEqual(['secret', 'target', 'target/ok']);
  });

  const exbibytes8 = Buffer.from([0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const terabyte = Buffer.from([0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  const negative = Buffer.alloc(12, 0xff);
  it.each([
    ['8 EiB', rawHeader('ok', exbibytes8)],
    ['1 TiB', rawHeader('ok', terabyte)],
    ['a negative size', rawHeader('ok', negative)],
    ['no number', rawHeader('ok', 'hello world\0')],
    ['a long name of 8 EiB', rawHeader('././@LongLink', exbibytes8, 'L')],
    ['a wrong checksum', rawHeader('ok', '00000000005\0').fill('7', 148, 150)],
    ['no header at all', Buffer.alloc(512, 'x')],
    ['nothing', Buffer.alloc(0)],
  ])('ends at a header with %s', async (_what, header) => {
    const archive = Buffer.concat([header, Buffer.alloc(2048, 'y')]);
    const { result, context } = await fetchArchive(header.length === 0 ? header : archive, [listed('ok')]);
    expect(result).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
    expect(everything()).toEqual(['secret', 'target']);
    expect(context.bytes).toBe(0);
  });

  it('ends when it is cut off anywhere, and leaves nothing half-written', async () => {
    const big = 'b'.repeat(700_000);
    const archive = await packTar([entry({ name: 'one' }), entry({ name: 'big' }, big), entry({ name: 'two' })]);
    for (const at of [100, 512, 700, 1024, 1536, 300_000, 701_500, archive.length - 1100, archive.length - 600]) {
      const { result, context } = await fetchArchive(archive.subarray(0, at), [
        listed('one'),
        listed('big', big.length),
        listed('two'),
      ]);
      expect(result, `cut at ${at}`).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
      const written = everything().filter((name) => name.startsWith('target/'));
      expect(written.filter((name) => name.endsWith('.part'))).toEqual([]);
      for (const name of written) {
        const { length } = readFileSync(join(base, name));
        expect(length).toBe(name === 'target/big' ? big.length : 5);
      }
      expect(context.bytes).toBeLessThanOrEqual(big.length + 10);
    }
  });

  const one = rawHeader('ok', '00000000005\0').toString('base64');
  it.each([
    ['zeros after its end', `echo ${one} | base64 -d; printf hello; head -c 507 /dev/zero; cat /dev/zero`],
    ['names for files that never come', `while printf %s "$H" | base64 -d && head -c 512 /dev/zero; do :; done`],
    ['a file that does not end', `echo ${rawHeader('ok', terabyte).toString('base64')} | base64 -d; cat /dev/zero`],
    ['noise', 'cat /dev/urandom'],
  ])('ends, however long it goes on, at %s', async (_what, command) => {
    const pax = rawHeader('PaxHeader', '00000000512\0', 'x').toString('base64');
    const { result } = await fetch(`H=${pax}; ${command}`, [listed('ok')]);
    expect(result).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
    expect(everything().filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('tells of a tar that is not there, or breaks off', async () => {
    const missing = await fetch('no-such-tar-here', [listed('ok')]);
    expect(missing.result.ok).toBe(false);
    const killed = await fetch('kill -9 $$', [listed('ok')]);
    expect(killed.result.ok).toBe(false);
    expect(everything()).toEqual(['secret', 'target']);
  });

  it('does not wait for one that says nothing once it is given up', async () => {
    const stop = new AbortController();
    const context = yard.context(stop.signal, machineWith('sleep 600'));
    const fetching = downloadTree(context, {
      remoteFolder: yard.there,
      localFolder: target,
      items: (async function* () {
        yield await Promise.resolve(listed('ok'));
        stop.abort();
      })(),
      tag: 'k3x9',
      replace: false,
      onOutcome: () => {},
    });
    expect(await fetching).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  });
});
