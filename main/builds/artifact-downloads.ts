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
    const reading = await this.#orStopped(provider.readArtifact(buildId, artifactId), ({ body }) => leave(body));
    if (!reading.ok) return reading;
    let part: Part | undefined;
    try {
      part = await openPart(path);
      const { sizeBytes } = reading.value;
      const received = await this.#receive(part.file, reading.value.body, sizeBytes);
      await part.file.close();
      if (!received.ok) return await abandon(part, received);
      if (sizeBytes !== undefined && sizeBytes !== received.value) {
        const message = `Only ${received.value} of ${sizeBytes} bytes arrived.`;
        return await abandon(part, fail('connection-lost', message, 'Try again.'));
      }
      await rename(part.path, path);
      return ok({ path });
    } catch (error) {
      const failure = fail('storage-failed', `The file could not be written: ${describe(error)}.`);
      if (part !== undefined) return abandon(part, failure);
      leave(reading.value.body);
      return failure;
    }
  }

  /** What comes of it, unless Jumpseat quits before. @param late takes an answer that came after that */
  async #orStopped<T>(answer: Promise<Result<T>>, late: (value: T) => void): Promise<Result<T>> {
    const { signal } = this.#controller;
    const stopped = Promise.withResolvers<Result<T>>();
    const stop = (): void => stopped.resolve(fail('cancelled', 'The download was cancelled.'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const first = await Promise.race([answer, stopped.promise]).finally(() =>
      signal.removeEventListener('abort', stop),
    );
    if (signal.aborted) void answer.then((given) => given.ok && late(given.value)).catch(() => {});
    return first;
  }

  /**
   * @param sizeBytes how long the service said it is; more than that is not taken
   * @returns how many bytes there were
   */
  async #receive(
    file: FileHandle,
    body: AsyncIterable<Uint8Array>,
    sizeBytes: number | undefined,
  ): Promise<Result<number>> {
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
        if (next === 'stopped') return fail('cancelled', 'The download was cancelled.');
        if (!next.ok) return next;
        if (next.value === undefined) return ok(byteCount);
        byteCount += next.value.length;
        if (sizeBytes !== undefined && byteCount > sizeBytes) {
          const message = `More than the ${sizeBytes} bytes arrived that the file has.`;
          return fail('service-failed', message, 'Refresh the list and try again.');
        }
        await file.writeFile(next.value);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      // Whatever ended this, nobody reads on: the connection must not stay open.
      void chunks.return?.().catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    await Promise.all(this.#running);
  }
}

/** Ends an exchange of which nothing was read; only what was begun can be broken off. */
function leave(body: AsyncIterable<Uint8Array>): void {
  const chunks = body[Symbol.asyncIterator]();
  void chunks
    .next()
    .then(() => chunks.return?.())
    .catch(() => {});
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
