import { lstat, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArtifactDownloads } from '../../../main/builds/artifact-downloads.ts';
import { ok } from '../../../main/lib/result.ts';
import type { Provider } from '../../../main/providers/provider.ts';
import { accountOf } from './builds.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jumpseat-artifacts-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Body = () => AsyncGenerator<Uint8Array>;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const providerOf = (body: Body, sizeBytes?: number): Provider =>
  ({
    account: accountOf(),
    readArtifact: () => Promise.resolve(ok({ body: body(), sizeBytes })),
  }) as Partial<Provider> as Provider;

async function* hello(): AsyncGenerator<Uint8Array> {
  yield bytes('hello ');
  await new Promise((resolve) => setImmediate(resolve));
  yield bytes('world');
}

describe('saving a file of a build', () => {
  it('writes all of it, and leaves nothing else behind', async () => {
    await using downloads = new ArtifactDownloads();
    const path = join(folder, 'report.txt');
    expect(await downloads.save(providerOf(hello, 11), 'b', 'a', path)).toEqual(ok({ path }));
    expect(await readFile(path, 'utf8')).toBe('hello world');
    expect(await readdir(folder)).toEqual(['report.txt']);
  });

  it('replaces a file only once it is whole', async () => {
    await using downloads = new ArtifactDownloads();
    const path = join(folder, 'report.txt');
    await writeFile(path, 'before');
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield bytes('half');
      expect(await readFile(path, 'utf8')).toBe('before');
      throw new Error('reset');
    }
    const broken = await downloads.save(providerOf(breaking), 'b', 'a', path);
    expect(broken).toMatchObject({ problem: { code: 'connection-lost', detail: 'reset' } });
    const short = await downloads.save(providerOf(hello, 99), 'b', 'a', path);
    expect(short).toMatchObject({ problem: { code: 'connection-lost', message: 'Only 11 of 99 bytes arrived.' } });
    expect(await readFile(path, 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['report.txt']);
  });

  it('writes through no link, and into nobody else’s unfinished file', async () => {
    await using downloads = new ArtifactDownloads();
    const path = join(folder, 'report.txt');
    await writeFile(join(folder, 'precious'), 'precious');
    await symlink(join(folder, 'precious'), `${path}.part`);
    await symlink(join(folder, 'precious'), path);
    expect(await downloads.save(providerOf(hello), 'b', 'a', path)).toMatchObject({ ok: true });
    expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('precious');
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('hello world');
  });

  it('says that the place cannot be written to', async () => {
    await using downloads = new ArtifactDownloads();
    const path = join(folder, 'missing', 'report.txt');
    expect(await downloads.save(providerOf(hello), 'b', 'a', path)).toMatchObject({
      problem: { code: 'storage-failed' },
    });
  });

  it('ends with Jumpseat, even where the service says nothing any more', async () => {
    const downloads = new ArtifactDownloads();
    const begun = Promise.withResolvers<void>();
    async function* hanging(): AsyncGenerator<Uint8Array> {
      yield bytes('half');
      begun.resolve();
      await new Promise(() => {});
    }
    const saving = downloads.save(providerOf(hanging), 'b', 'a', join(folder, 'report.txt'));
    await begun.promise;
    expect(await readdir(folder)).toEqual(['report.txt.part']);
    await downloads[Symbol.asyncDispose]();
    expect(await saving).toMatchObject({ problem: { code: 'cancelled' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends with Jumpseat, even where the service has not begun to answer', async () => {
    const downloads = new ArtifactDownloads();
    const asked = Promise.withResolvers<void>();
    const provider = {
      account: accountOf(),
      readArtifact() {
        asked.resolve();
        return new Promise<never>(() => {});
      },
    } as Partial<Provider> as Provider;
    const saving = downloads.save(provider, 'b', 'a', join(folder, 'report.txt'));
    await asked.promise;
    await downloads[Symbol.asyncDispose]();
    expect(await saving).toMatchObject({ problem: { code: 'cancelled' } });
  });

  it('takes no more than the file has, and lets go of the connection', async () => {
    await using downloads = new ArtifactDownloads();
    let isLeft = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve));
          yield bytes('more ');
        }
      } finally {
        isLeft = true;
      }
    }
    const saved = await downloads.save(providerOf(endless, 11), 'b', 'a', join(folder, 'report.txt'));
    expect(saved).toMatchObject({ problem: { code: 'service-failed' } });
    expect(await readdir(folder)).toEqual([]);
    await expect.poll(() => isLeft).toBe(true);
  });

  it('is not offered by a service without files', async () => {
    await using downloads = new ArtifactDownloads();
    const provider = { account: accountOf() } as Provider;
    const saved = await downloads.save(provider, 'b', 'a', join(folder, 'x'));
    expect(saved).toMatchObject({ problem: { code: 'not-supported' } });
  });
});
