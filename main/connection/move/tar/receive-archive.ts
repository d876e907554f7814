import type { Readable } from 'node:stream';
import { createTarDecoder } from 'modern-tar';
import type { ParsedTarEntry, TarHeader } from 'modern-tar';
import type { Problem } from '../../../contract/problem.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { problem } from '../../../lib/result.ts';
import type { TreeDownload, TreeItem } from '../mover.ts';
import type { TreeWriter } from './tree-writer.ts';
import type { WantedItems } from './wanted-items.ts';

/** Files up to this size are gathered, and written while the next ones come. */
const WHOLE_BYTES = 256 * 1024;
/** A file may have grown by this much since it was listed; more is no accident. */
const GROWN_BYTES = 256 * 1024 * 1024;

/** The machine sent what nobody asked for. */
class RefusedError extends Error {
  readonly problem: Problem;

  constructor(what: string) {
    super(what);
    this.problem = problem('protocol-error', 'The machine sent something that was not asked for.', undefined, what);
  }
}

/** What was wrong with an archive; one that only ended too early may have another cause, which its tar knows better. */
export function explainArchive(error: unknown): { problem: Problem; isCut: boolean } {
  if (error instanceof RefusedError) return { problem: error.problem, isCut: false };
  const detail = error instanceof Error ? error.message : String(error);
  const hint = 'Try again.';
  return {
    problem: problem('protocol-error', 'What the machine sent is not a whole tar archive.', hint, detail),
    isCut: /truncated|premature close/i.test(detail),
  };
}

/**
 * Takes files out of an archive that a machine makes. Only plain files that were asked for are taken, each once and no
 * larger than it was listed; whatever else an archive may hold ends it. Rejects when the archive is not one.
 */
export async function receiveArchive(
  output: Readable,
  wanted: WantedItems,
  writer: TreeWriter,
  onOutcome: TreeDownload['onOutcome'],
): Promise<void> {
  const decoder = createTarDecoder({ strict: true });
  const feeding = feed(output, decoder.writable, wanted);
  // Told of below, once the entries have ended.
  feeding.catch(() => {});
  try {
    for await (const entry of decoder.readable) {
      if (writer.problem !== undefined) throw new Error('There is no room for the rest.');
      await takeEntry(entry, wanted, writer, onOutcome);
    }
  } catch (error) {
    output.destroy();
    // What fed it knows better why it broke off.
    const fault: unknown = await feeding.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    throw error instanceof RefusedError ? error : (fault ?? error);
  }
  await feeding;
}

async function feed(output: Readable, writable: WritableStream<Uint8Array>, wanted: WantedItems): Promise<void> {
  const writer = writable.getWriter();
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      if (!wanted.received(chunk.byteLength)) throw new RefusedError('more bytes than all files have');
      await writer.write(chunk);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

async function takeEntry(
  { header, body }: ParsedTarEntry,
  wanted: WantedItems,
  writer: TreeWriter,
  onOutcome: TreeDownload['onOutcome'],
): Promise<void> {
  if (header.type === 'directory') return body.cancel();
  const item = wanted.take(header.name);
  if (item === undefined) throw new RefusedError(`an entry named ${plainText(header.name)}`);
  if (header.type !== 'file' && header.type !== undefined) {
    // A second name of a file, perhaps; or the file became something else.
    wanted.putBack(item);
    return body.cancel();
  }
  if (header.size > item.sizeBytes) {
    const more = header.size - item.sizeBytes;
    if (more > GROWN_BYTES) throw new RefusedError(`${header.size} bytes of a file of ${item.sizeBytes}`);
    wanted.allowMore(more + 512);
    onOutcome({ path: item.path, problem: grown() });
    return body.cancel();
  }
  const file = arriving(item, header);
  if (header.size <= WHOLE_BYTES) await writer.putWhole(file, await gather(body, header.size));
  else await writer.putPieces(file, body);
}

const grown = () =>
  problem('changed-meanwhile', 'The file grew after its folder was looked at.', 'It is fetched again.');

function arriving(item: TreeItem, { size, mode, mtime }: TarHeader) {
  const modifiedAt = mtime === undefined || Number.isNaN(mtime.getTime()) ? item.modifiedAt : mtime.getTime();
  return { path: item.path, sizeBytes: size, modifiedAt, mode: mode ?? item.mode };
}

async function gather(body: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  const [first] = pieces;
  return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, size);
}
