import type { Readable } from 'node:stream';
import { createTarDecoder } from 'modern-tar';
import type { ParsedTarEntry } from 'modern-tar';
import type { Problem, Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { nameEnd, packCommand } from '../move/tar/tar-command.ts';
import { explainComplaint } from '../move/tar/tar-messages.ts';
import { TarRun } from '../move/tar/tar-run.ts';
import { shownPath, type PackItem } from './file-list.ts';
import type { Packing } from './pack-files.ts';
import type { PartContext } from './part-context.ts';
import { lostBecause } from './stream-command.ts';
import type { TarFile } from './tar-file.ts';

/** A file may have grown by this much since it was listed. */
const GROWN_BYTES = 16 * 1024 * 1024;
/** Headers of one file, and what tar fills up with at the end. */
const HEADERS_BYTES = 16 * 1024;
const END_BYTES = 128 * 1024;
const END_MS = 30_000;

/** What the machine sent is not what it was asked for. */
class RefusedError extends Error {
  readonly problem: Problem;
  constructor(what: string) {
    super(what);
    this.problem = fail(
      'protocol-error',
      'The machine sent something that was not asked for.',
      undefined,
      what,
    ).problem;
  }
}

/**
 * Has the machine's own tar pack the files, and packs what comes anew: what lies here then holds the files that were
 * asked for, each once, and nothing else an archive may hold. `not-supported` without a tar
 */
export async function packByTar({ context, root, items, tar }: Packing): Promise<Result<undefined>> {
  const { machine, abilities, clock, signal, log, leaveOut } = context;
  if (abilities.tar === undefined) return fail('not-supported', 'There is no tar on the machine.');
  const unread = new Set<string>();
  const command = packCommand(abilities.tar, root);
  const started = await TarRun.start(
    { machine, clock, signal, log, onBytes: context.onBytes },
    command,
    (complaint) => {
      if (explainComplaint(complaint).code !== 'changed-meanwhile') unread.add(complaint.path);
    },
  );
  if (!started.ok) return started;
  await using run = started.value;
  const end = nameEnd(abilities.tar);
  run.channel.input.on('error', () => {});
  run.channel.input.end(items.map(({ path }) => `./${path}${end}`).join(''));
  const wanted = new Map(items.map((item) => [item.path, item]));
  let refused: RefusedError | undefined;
  const receiving = receive(context, run.channel.output, wanted, tar).catch((error: unknown) => {
    if (error instanceof RefusedError) refused = error;
    throw error;
  });
  const isWhole = await run.whileRunning(receiving);
  await receiving.catch(() => {});
  if (machine.lost.aborted) return { ok: false, problem: lostBecause(machine.lost) };
  if (signal.aborted) return fail('cancelled', 'This was stopped.');
  if (refused !== undefined) return { ok: false, problem: refused.problem };
  const ended = await run.end(END_MS);
  if (!ended.ok) return ended;
  if (!isWhole) return fail('protocol-error', 'What the machine sent is not a whole tar archive.', 'Try again.');
  for (const { path, sizeBytes } of wanted.values())
    leaveOut({ path: shownPath(path), sizeBytes, reason: 'unreadable' });
  if (unread.size > 0) log(`salvage: tar could not read ${unread.size} files`);
  return ok();
}

async function receive(
  { onBytes }: PartContext,
  output: Readable,
  wanted: Map<string, PackItem>,
  tar: TarFile,
): Promise<void> {
  const decoder = createTarDecoder({ strict: true });
  let allowed = END_BYTES;
  for (const { sizeBytes } of wanted.values()) allowed += HEADERS_BYTES + sizeBytes + GROWN_BYTES;
  const feeding = feed(output, decoder.writable, (bytes) => {
    onBytes(bytes);
    allowed -= bytes;
    return allowed >= 0;
  });
  feeding.catch(() => {});
  try {
    for await (const entry of decoder.readable as unknown as AsyncIterable<ParsedTarEntry>)
      await takeEntry(entry, wanted, tar);
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

async function feed(
  output: Readable,
  writable: WritableStream<Uint8Array>,
  mayGoOn: (bytes: number) => boolean,
): Promise<void> {
  const writer = writable.getWriter();
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      if (!mayGoOn(chunk.byteLength)) throw new RefusedError('more bytes than all files have');
      await writer.write(chunk);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(describe(error)).catch(() => {});
    throw error;
  }
}

async function takeEntry({ header, body }: ParsedTarEntry, wanted: Map<string, PackItem>, tar: TarFile): Promise<void> {
  if (header.type === 'directory') return body.cancel();
  const path = header.name.startsWith('./') ? header.name.slice(2) : header.name;
  const item = wanted.get(path);
  const kind =
    header.type === 'symlink' ? 'link' : header.type === 'file' || header.type === undefined ? 'file' : undefined;
  if (item === undefined || kind === undefined)
    throw new RefusedError(`an entry named ${plainText(header.name)} (${header.type ?? 'file'})`);
  if (header.size > item.sizeBytes + GROWN_BYTES) throw new RefusedError(`${header.size} bytes of ${item.sizeBytes}`);
  wanted.delete(path);
  const modifiedAt =
    header.mtime === undefined || Number.isNaN(header.mtime.getTime()) ? undefined : header.mtime.getTime();
  const thing = { path, kind, sizeBytes: header.size, modifiedAt, mode: header.mode, target: header.linkname } as const;
  if (kind === 'link') {
    await body.cancel();
    await tar.add(thing, []);
  } else await tar.add({ ...thing, target: undefined }, body);
}
