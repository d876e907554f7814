import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem, Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { joinPath } from '../files/entry-names.ts';
import { unlessAborted } from '../move/aborted.ts';
import { downloadFile } from '../move/download-file.ts';
import { shownPath, type PackItem } from './file-list.ts';
import type { Packing } from './pack-files.ts';
import { lostBecause } from './stream-command.ts';

/** Where one file lies until it is in the archive. */
const SCRATCH = 'one-file';
/** These end all of it. */
const FATAL = new Set<Problem['code']>(['cancelled', 'connection-lost', 'disk-full', 'storage-failed']);

/** Fetches the files one after the other and packs them here, where the machine has no tar. */
export async function packOneByOne({ context, root, items, tar }: Packing): Promise<Result<undefined>> {
  const { machine, signal } = context;
  for (const item of items) {
    const added = await add({ context, root, items, tar }, item);
    if (machine.lost.aborted) return { ok: false, problem: lostBecause(machine.lost) };
    if (signal.aborted) return fail('cancelled', 'This was stopped.');
    if (tar.problem !== undefined) return { ok: false, problem: tar.problem };
    if (added.ok) continue;
    if (FATAL.has(added.problem.code)) return added;
    const { path, sizeBytes } = item;
    context.leaveOut({ path: shownPath(path), sizeBytes, reason: 'unreadable' });
  }
  return ok();
}

async function add({ context, root, tar }: Packing, item: PackItem): Promise<Result<undefined>> {
  const { machine, clock, signal, order, log } = context;
  const remote = joinPath(root, item.path);
  if (item.kind === 'link') {
    const files = await unlessAborted(machine.browse(), signal);
    if (!files.ok) return files;
    const target = await unlessAborted(files.value.readLink(remote), signal);
    if (!target.ok) return target;
    await tar.add({ ...item, modifiedAt: undefined, mode: undefined, target: target.value }, []);
    return ok();
  }
  const local = join(order.folder, `${SCRATCH}.part`);
  const fetched = await downloadFile(
    { machine, clock, signal, onBytes: context.onBytes, log },
    { local, remote, tag: 'salvage', replace: true, onPoint: () => {}, accepts: (size) => size <= context.roomBytes },
  );
  if (!fetched.ok) return fetched;
  await using file = await open(local, 'r');
  const stats = await file.stat();
  const thing = { ...item, sizeBytes: stats.size, modifiedAt: stats.mtimeMs, mode: stats.mode };
  await tar.add(thing, file.createReadStream({ autoClose: false, start: 0 }) as AsyncIterable<Uint8Array>);
  return ok();
}
