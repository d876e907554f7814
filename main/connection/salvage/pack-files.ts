import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { packByTar } from './pack-by-tar.ts';
import { packOneByOne } from './pack-one-by-one.ts';
import type { PackItem } from './file-list.ts';
import type { PartContext, SavedPart } from './part-context.ts';
import { PartFile } from './part-file.ts';
import { TarFile } from './tar-file.ts';

/** What the two ways of packing share. */
export interface Packing {
  context: PartContext;
  /** Absolute; what the paths of the items begin at. */
  root: string;
  items: readonly PackItem[];
  tar: TarFile;
}

/** Packs files of the machine into a tar file of this computer; what cannot be had is left out. */
export async function packFiles(
  context: PartContext,
  name: string,
  root: string,
  items: readonly PackItem[],
): Promise<Result<SavedPart | undefined>> {
  if (items.length === 0) return ok(undefined);
  let packed = await attempt(context, name, root, items, packByTar);
  if (!packed.ok && packed.problem.code === 'not-supported')
    packed = await attempt(context, name, root, items, packOneByOne);
  return packed;
}

async function attempt(
  context: PartContext,
  name: string,
  root: string,
  items: readonly PackItem[],
  pack: (packing: Packing) => Promise<Result<undefined>>,
): Promise<Result<SavedPart | undefined>> {
  const created = await PartFile.create(context.order.folder, name, context.roomBytes);
  if (!created.ok) return created;
  await using file = created.value;
  const tar = new TarFile(file);
  const packed = await pack({ context, root, items, tar });
  const ended = await tar.finish();
  // What stopped it here is why it stopped there.
  if (tar.problem !== undefined) return { ok: false, problem: tar.problem };
  if (!packed.ok) return packed;
  if (!ended.ok) return ended;
  if (tar.count === 0) return fail('not-allowed', 'None of the files could be read.', 'Look at them on the machine.');
  const { sizeBytes } = file;
  const done = await file.finish();
  return done.ok ? ok({ file: name, sizeBytes, count: tar.count }) : done;
}
