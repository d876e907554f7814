import { createHash } from 'node:crypto';
import { readlink, symlink } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import type { Problem, Result } from '../../../contract/problem.ts';
import type { ApplyPlan } from '../../../contract/salvage.ts';
import { fail, ok } from '../../../lib/result.ts';
import { fittingName, nameFault, partName } from '../../local/file-names.ts';
import { LocalPart } from '../../local/local-part.ts';
import { explainLocal } from '../../local/local-problems.ts';
import { openTarget, type TargetFolder } from '../../local/target-folder.ts';
import { pathFault } from '../../sync/sync-paths.ts';
import { lookAt } from './look-at.ts';
import { eachSavedFile, type SavedFile } from './saved-files.ts';

type State = ApplyPlan['files'][number]['state'];

/** One file that git did not know on the machine. */
export interface NewFile {
  path: string;
  state: State;
  /** Of what is saved, and of what is here: the plan stands on both. */
  sha256: string;
}

/** Why a path of an archive may not be written below the clone; undefined when it may. */
function faultOf(path: string): Problem | undefined {
  const refused = fail('unsafe-name', 'A saved file has a name that could lead elsewhere.', undefined, path).problem;
  if (pathFault(path) !== undefined) return refused;
  for (const name of path.split('/')) {
    const fault = nameFault(name, process.platform);
    if (fault !== undefined || fittingName(name, process.platform) !== name) return fault ?? refused;
  }
  return undefined;
}

/** A link that stays within the clone, whatever it leads over: relative, and once it has gone down it does not go up again. */
export function staysInside(path: string, target: string): boolean {
  if (target === '' || /[\p{Cc}\\]/u.test(target) || posix.isAbsolute(target) || /^[A-Za-z]:/.test(target))
    return false;
  const joined = posix.join(posix.dirname(path), target);
  return (
    !/(?:^|\/)(?!\.{0,2}\/)[^/]+\/+(?:.*\/)?\.\.(?:\/|$)/.test(target) &&
    joined !== '..' &&
    !joined.startsWith('../') &&
    pathFault(joined === '.' ? 'x' : joined.replace(/\/$/, '')) === undefined
  );
}

/** Says of each file of an archive what writing it would come to. `removed`: paths that the patch takes away first. */
export async function judgeFiles(
  archive: string,
  root: string,
  removed: ReadonlySet<string>,
): Promise<Result<NewFile[]>> {
  const files: NewFile[] = [];
  const seen = new Set<string>();
  const done = await eachSavedFile(archive, async (file, body) => {
    const sha256 = await digest(file.kind === 'link' ? undefined : body, file.target);
    if (file.kind === 'link') await body.cancel();
    const isTwice = seen.has(file.path);
    seen.add(file.path);
    const isUnsafe =
      isTwice || faultOf(file.path) !== undefined || (file.kind === 'link' && !staysInside(file.path, file.target));
    const state = isUnsafe ? 'conflict' : await stateOf(file, sha256, root, removed);
    files.push({ path: file.path, state, sha256 });
    return true;
  });
  return done.ok ? ok(files) : done;
}

async function stateOf(file: SavedFile, sha256: string, root: string, removed: ReadonlySet<string>): Promise<State> {
  const path = Buffer.from(file.path).toString('latin1');
  const found = await lookAt(root, path);
  if (found === 'missing') return 'clean';
  const here = join(root, file.path);
  try {
    if (found === 'link' && file.kind === 'link') return (await readlink(here)) === file.target ? 'same' : 'exists';
    if (found === 'file' && file.kind === 'file') {
      if ((await digest(createReadStream(here), '')) === sha256) return removed.has(path) ? 'clean' : 'same';
    }
  } catch {
    return 'exists';
  }
  return removed.has(path) ? 'clean' : 'exists';
}

async function digest(
  body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | undefined,
  text: string,
): Promise<string> {
  const hash = createHash('sha256');
  if (body === undefined) hash.update(text);
  else for await (const piece of body as AsyncIterable<Uint8Array>) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Writes those files of an archive that a plan found clean; nothing that is there is touched, and nothing is written
 * through a link. Gives how many, and the paths of those that could not be written after all.
 */
export async function putFiles(
  archive: string,
  root: string,
  planned: readonly NewFile[],
): Promise<Result<{ written: number; refused: string[] }>> {
  const clean = new Set(planned.flatMap(({ path, state }) => (state === 'clean' ? [path] : [])));
  const target = openTarget(root, { ignoresCase: false });
  const refused: string[] = [];
  let written = 0;
  let fatal: Problem | undefined;
  if (clean.size === 0) return ok({ written, refused });
  const done = await eachSavedFile(archive, async (file, body) => {
    if (!clean.delete(file.path)) {
      await body.cancel();
      return true;
    }
    const put = await putOne(target, file, body);
    if (put.ok) written += 1;
    else if (put.problem.code === 'disk-full') fatal = put.problem;
    else refused.push(file.path);
    return fatal === undefined;
  });
  if (fatal !== undefined) return { ok: false, problem: fatal };
  return done.ok ? ok({ written, refused }) : done;
}

async function putOne(
  target: TargetFolder,
  file: SavedFile,
  body: ReadableStream<Uint8Array>,
): Promise<Result<undefined>> {
  const placed = await target.place(file.path);
  if (!placed.ok || placed.value.renamedTo !== undefined) {
    await body.cancel();
    return placed.ok ? fail('unsafe-name', 'This computer cannot have a file of this name.') : placed;
  }
  const { path } = placed.value;
  if (file.kind === 'link') {
    await body.cancel();
    try {
      await symlink(file.target, path);
      return ok();
    } catch (error) {
      return { ok: false, problem: explainLocal(error, path) };
    }
  }
  const { sizeBytes, modifiedAt, mode } = file;
  const created = await LocalPart.create(join(dirname(path), partName(basename(path), 'salvage')), mode & 0o777);
  if (!created.ok) {
    await body.cancel();
    return created;
  }
  const part = created.value;
  let result: Result<undefined> = ok();
  let position = 0;
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    if (result.ok) result = await part.write(position, piece);
    position += piece.byteLength;
  }
  if (result.ok) result = await part.finish({ path, sizeBytes, modifiedAt, mode, replace: false });
  if (!result.ok) await part.remove();
  return result;
}
