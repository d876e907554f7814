import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createTarDecoder } from 'modern-tar';
import type { ParsedTarEntry } from 'modern-tar';
import type { Result } from '../../../contract/problem.ts';
import { describe, fail, ok } from '../../../lib/result.ts';

/** A file or link of a salvage's archive. */
export interface SavedFile {
  path: string;
  kind: 'file' | 'link';
  sizeBytes: number;
  mode: number;
  modifiedAt: number | undefined;
  target: string;
}

/** More of an archive than this is not looked at. */
const MAX_ENTRIES = 200_000;

/**
 * Goes through an archive of a salvage. `take` must use up or cancel the content; false ends it. Nothing but files and
 * links is told of.
 */
export async function eachSavedFile(
  path: string,
  take: (file: SavedFile, body: ReadableStream<Uint8Array>) => Promise<boolean>,
): Promise<Result<undefined>> {
  const source = createReadStream(path);
  const decoder = createTarDecoder({ strict: true });
  const feeding = Readable.toWeb(source).pipeTo(decoder.writable as WritableStream);
  feeding.catch(() => {});
  let count = 0;
  try {
    for await (const { header, body } of decoder.readable as unknown as AsyncIterable<ParsedTarEntry>) {
      count += 1;
      if (count > MAX_ENTRIES) return fail('limit-reached', 'There are too many files in this salvage.');
      const kind = header.type === 'symlink' ? 'link' : header.type === 'file' ? 'file' : undefined;
      if (kind === undefined) {
        await body.cancel();
        continue;
      }
      const time = header.mtime?.getTime();
      const file: SavedFile = {
        path: header.name,
        kind,
        sizeBytes: kind === 'link' ? 0 : header.size,
        mode: header.mode ?? 0o644,
        modifiedAt: time === undefined || Number.isNaN(time) ? undefined : time,
        target: header.linkname ?? '',
      };
      if (!(await take(file, body))) return ok();
    }
    await feeding;
    return ok();
  } catch (error) {
    return fail(
      'storage-failed',
      'The saved files cannot be read any more.',
      'Look into the salvage’s folder.',
      describe(error),
    );
  } finally {
    source.destroy();
  }
}
