import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { Provider } from '../providers/provider.ts';

/** So many unfinished downloads of one name may lie about. */
const MAX_PARTS = 20;

interface Part {
  path: string;
  file: FileHandle;
}

/** A new file beside the wanted one. Never an existing one: it may be a link, or belong to another download. */
async function openPart(path: string): Promise<Part> {
  for (let number = 1; ; number += 1) {
    const part = number === 1 ? `${path}.part` : `${path}.${number}.part`;
    try {
      return { path: part, file: await open(part, 'wx') };
    } catch (error) {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isThere || number === MAX_PARTS) throw error;
    }
  }
}

/** Files of builds on their way to this computer; those under way end, and go, with Jumpseat. */
export class ArtifactDownloads implements AsyncDisposable {
  readonly #controller = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** Writes the file as `name.part` and renames it when it is whole. `storage-failed`, `connection-lost`, `cancelled` */
  save(provider: Provider, buildId: string, artifactId: string, path: string): Promise<Result<{ path: string }>> {
    const saving = this.#save(provider, buildId, artifactId, path).finally(() => this.#running.delete(saving));
    this.#running.add(saving);
    return saving;
  }

  async #save(
    provider: Provider,
    buildId: string,
    artifactId: string,
    path: string,
  ): Promise<Result<{ path: string }>> {
    const { label } = provider.account;
    if (provider.readArtifact === undefined) return fail('not-supported', `${label} gives out no files here.`);
    const reading = await provider.readArtifact(buildId, artifactId);
    if (!reading.ok) return reading;
    let part: Part | undefined;
    try {
      part = await openPart(path);
      const received = await this.#receive(part.file, reading.value.body);
      await part.file.close();
      if (!received.ok) return await abandon(part, received);
      const { sizeBytes } = reading.value;
      if (sizeBytes !== undefined && sizeBytes !== received.value) {
        const message = `Only ${received.value} of ${sizeBytes} bytes arrived.`;
        return await abandon(part, fail('connection-lost', message, 'Try again.'));
      }
      await rename(part.path, path);
      return ok({ path });
    } catch (error) {
      const failure = fail('storage-failed', `The file could not be written: ${describe(error)}.`);
      return part === undefined ? failure : abandon(part, failure);
    }
  }

  /** @returns how many bytes there were */
  async #receive(file: FileHandle, body: AsyncIterable<Uint8Array>): Promise<Result<number>> {
    const { signal } = this.#controller;
    const stopped = Promise.withResolvers<'stopped'>();
    const stop = (): void => stopped.resolve('stopped');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const chunks = body[Symbol.asyncIterator]();
    let byteCount = 0;
    try {
      for (;;) {
        const next = await Promise.race([readNext(chunks), stopped.promise]);
        if (next === 'stopped') {
          void chunks.return?.().catch(() => {});
          return fail('cancelled', 'The download was cancelled.');
        }
        if (!next.ok) return next;
        if (next.value === undefined) return ok(byteCount);
        await file.writeFile(next.value);
        byteCount += next.value.length;
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    await Promise.all(this.#running);
  }
}

async function readNext(chunks: AsyncIterator<Uint8Array>): Promise<Result<Uint8Array | undefined>> {
  try {
    const next: IteratorResult<Uint8Array, unknown> = await chunks.next();
    return ok(next.done === true ? undefined : next.value);
  } catch (error) {
    return fail('connection-lost', 'The download broke off.', 'Try again.', describe(error));
  }
}

async function abandon(part: Part, failure: Result<never>): Promise<Result<never>> {
  await part.file.close().catch(() => {});
  await rm(part.path, { force: true }).catch(() => {});
  return failure;
}
