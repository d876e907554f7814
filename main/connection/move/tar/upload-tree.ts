import { join } from 'node:path';
import { createTarPacker } from 'modern-tar';
import type { TarHeader } from 'modern-tar';
import type { Problem, Result } from '../../../contract/problem.ts';
import { fail, ok, problem } from '../../../lib/result.ts';
import { LocalSource } from '../../local/local-source.ts';
import type { LocalStat } from '../../local/local-source.ts';
import type { RemoteFiles } from '../../remote/remote-files.ts';
import { unlessAborted } from '../aborted.ts';
import { beginSmallWork } from '../small-work.ts';
import { BufferPool } from '../buffer-pool.ts';
import type { MoveContext, MoveTree, TreeItem, TreeUpload } from '../mover.ts';
import { isSameTime, joinRemote } from '../remote-part.ts';
import { uploadFile } from '../upload-file.ts';
import { BlockWriter } from './block-writer.ts';
import { readAhead, WHOLE_BYTES } from './read-ahead.ts';
import { SentItems } from './sent-items.ts';
import type { SentItem } from './sent-items.ts';
import { TarRun } from './tar-run.ts';
import { noteUnpacking } from './unpacking.ts';
import { unpackCommand } from './tar-command.ts';

/** What is read ahead, and waits to be sent. */
const TREE_BUFFER_BYTES = 16 * 1024 * 1024;

const changed = (): Problem =>
  problem('changed-meanwhile', 'The file changed while it was being sent.', 'It is sent again from the start.');

/** Sends many files at once: packed here, unpacked by the machine's own tar. */
export const uploadTree: MoveTree<TreeUpload> = async (context, job) => {
  const abilities = await unlessAborted(context.machine.abilities(), context.signal);
  if (!abilities.ok) return abilities;
  const { tar } = abilities.value;
  if (tar === undefined) return fail('not-supported', 'There is no tar on the machine.');
  const sent = new SentItems(job.onOutcome, context.onBytes);
  const started = await TarRun.start(context, unpackCommand(tar, job.remoteFolder), (complaint) =>
    sent.complain(complaint),
  );
  if (!started.ok) return started;
  using _small = beginSmallWork(context.machine);
  await using run = started.value;
  run.isLeft = true;
  noteUnpacking(context.machine, job.remoteFolder, run.channel.exit);
  run.channel.output.resume();
  const packing = new Packing(job, sent, new BlockWriter(run.channel.input, (offset) => sent.taken(offset)));
  const isWhole = await run.whileRunning(packing.run());
  const ended = await run.end();
  if (!ended.ok || !isWhole) {
    sent.forget();
    return ended.ok ? fail('storage-failed', 'The machine stopped unpacking.', 'Try again.', run.messages.text) : ended;
  }
  const told = await tellRest(context, job, sent, packing.changed, ended.value === 0);
  return told.ok ? await sendAgain(context, job, [...sent.doubtful]) : told;
};

/** What tar complained about only when it was told to have arrived. */
async function sendAgain(context: MoveContext, job: TreeUpload, paths: readonly string[]): Promise<Result<undefined>> {
  for (const path of paths) {
    const sent = await uploadFile(
      // Its bytes were told of.
      { ...context, onBytes: () => {} },
      {
        local: join(job.localFolder, path),
        remote: joinRemote(job.remoteFolder, path),
        tag: 'again',
        replace: true,
        onPoint: () => {},
      },
    );
    if (!sent.ok) return sent;
  }
  return ok();
}

/** Looks at what tar had trouble with, and takes away what is not as it should be. */
async function tellRest(
  context: MoveContext,
  job: TreeUpload,
  sent: SentItems,
  changedPaths: readonly string[],
  isClean: boolean,
): Promise<Result<undefined>> {
  if (isClean && changedPaths.length === 0) {
    await sent.tellRest(() => Promise.resolve(undefined));
    return ok();
  }
  const channels = await context.machine.channels(1);
  if (!channels.ok) {
    sent.forget();
    return channels;
  }
  const [files] = channels.value;
  for (const path of changedPaths) await files.removeFile(joinRemote(job.remoteFolder, path));
  await sent.tellRest(({ item }) => (isClean ? Promise.resolve(undefined) : whyMissing(files, job.remoteFolder, item)));
  return ok();
}

async function whyMissing(files: RemoteFiles, folder: string, item: TreeItem): Promise<Problem | undefined> {
  const there = await files.stat(joinRemote(folder, item.path), false);
  if (!there.ok) return there.problem;
  const { kind, sizeBytes, modifiedAt } = there.value;
  const isWhole = kind === 'file' && sizeBytes === item.sizeBytes && isSameTime(modifiedAt, item.modifiedAt);
  if (kind === item.kind && (kind !== 'file' || isWhole)) return undefined;
  return problem('storage-failed', 'The machine did not unpack this file.', 'Try again.');
}

/** Packs a tree into blocks. */
class Packing {
  /** Sent with a content that was never that of the file. */
  readonly changed: string[] = [];
  readonly #job: TreeUpload;
  readonly #sent: SentItems;
  readonly #blocks: BlockWriter;
  readonly #buffers = new BufferPool(TREE_BUFFER_BYTES);
  readonly #packer = createTarPacker();
  /** Pieces of files that are in the packer: what buffer they are in, and whose last piece they are. */
  readonly #pieces = new Map<Uint8Array, { buffer: Uint8Array; lastOf?: SentItem }>();

  constructor(job: TreeUpload, sent: SentItems, blocks: BlockWriter) {
    this.#job = job;
    this.#sent = sent;
    this.#blocks = blocks;
  }

  /** Rejects when the machine takes no more. */
  async run(): Promise<void> {
    await Promise.all([this.#pack(), this.#drain()]);
  }

  async #drain(): Promise<void> {
    try {
      for await (const piece of this.#packer.readable) {
        await this.#blocks.put(piece);
        const body = this.#pieces.get(piece);
        if (body === undefined) continue;
        this.#pieces.delete(piece);
        this.#buffers.give(body.buffer);
        this.#sent.onTheWay(piece.byteLength);
        if (body.lastOf !== undefined) this.#sent.reached(body.lastOf, this.#blocks.offset);
      }
      await this.#blocks.end();
    } catch (error) {
      // Whoever packs waits for room, or for a buffer.
      this.#packer.controller.error(error);
      for (const { buffer } of this.#pieces.values()) this.#buffers.give(buffer);
      this.#pieces.clear();
      throw error;
    }
  }

  async #pack(): Promise<void> {
    const { localFolder, items } = this.#job;
    for await (const loaded of readAhead(localFolder, items, this.#buffers)) {
      const { item } = loaded;
      switch (loaded.kind) {
        case 'failed':
          this.#sent.add(item, loaded.problem);
          break;
        case 'entry':
          await this.#packEntry(item);
          break;
        case 'whole':
          await this.#packWhole({ ...item, ...loaded.stat }, loaded.bytes, loaded.buffer);
          break;
        case 'large':
          await this.#packLarge(item);
          break;
      }
    }
    this.#packer.controller.finalize();
  }

  async #packEntry(item: TreeItem): Promise<void> {
    const mode = ((item.mode ?? 0o755) & 0o777) | 0o700;
    const mtime = new Date(item.modifiedAt ?? 0);
    if (item.kind === 'link' && item.target === undefined) {
      this.#sent.add(item, problem('storage-failed', 'Where this link leads could not be read.'));
      return;
    }
    this.#sent.add(item);
    const header: TarHeader =
      item.kind === 'link'
        ? { name: item.path, type: 'symlink', linkname: item.target ?? '', size: 0, mode: 0o777, mtime }
        : { name: `${item.path}/`, type: 'directory', size: 0, mode, mtime };
    await this.#packer.controller.add(header).close();
  }

  async #packWhole(item: TreeItem, bytes: Uint8Array, buffer: Uint8Array): Promise<void> {
    const sent = this.#sent.add(item);
    const writer = this.#packer.controller.add(headerOf(item)).getWriter();
    if (bytes.byteLength === 0) {
      this.#buffers.give(buffer);
    } else {
      this.#pieces.set(bytes, { buffer, lastOf: sent });
      await writer.write(bytes);
    }
    await writer.close();
  }

  async #packLarge(item: TreeItem): Promise<void> {
    const opened = await LocalSource.open(join(this.#job.localFolder, item.path));
    if (!opened.ok) {
      this.#sent.add(item, opened.problem);
      return;
    }
    await using source = opened.value;
    const { sizeBytes } = source.stat;
    const now = { ...item, ...source.stat };
    const sent = this.#sent.add(now);
    const writer = this.#packer.controller.add(headerOf(now)).getWriter();
    let isWhole = true;
    for (let position = 0; position < sizeBytes; position += WHOLE_BYTES) {
      const buffer = await this.#buffers.take(WHOLE_BYTES);
      const piece = buffer.subarray(0, Math.min(WHOLE_BYTES, sizeBytes - position));
      const read = await source.read(position, piece);
      // The archive has to have as many bytes as it said, whatever became of the file.
      const got = read.ok ? read.value : 0;
      if (got < piece.byteLength) isWhole = false;
      piece.fill(0, got);
      const isLast = position + piece.byteLength === sizeBytes;
      this.#pieces.set(piece, isLast ? { buffer, lastOf: sent } : { buffer });
      await writer.write(piece);
    }
    if (!isWhole || !source.isUnchanged()) {
      sent.problem = changed();
      this.changed.push(item.path);
    }
    await writer.close();
  }
}

function headerOf(item: Pick<LocalStat, 'sizeBytes'> & TreeItem): TarHeader {
  const mode = process.platform === 'win32' ? 0o644 : (item.mode ?? 0o644) & 0o777;
  const mtime = new Date(Math.max(0, item.modifiedAt ?? 0));
  return { name: item.path, type: 'file', size: item.sizeBytes, mode, mtime };
}
