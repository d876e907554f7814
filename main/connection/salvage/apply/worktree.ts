import type { Result } from '../../../contract/problem.ts';
import { ok } from '../../../lib/result.ts';
import { type CloneGit, gitFailed } from './clone-git.ts';
import { lookAt, type Found } from './look-at.ts';
import type { Scratch } from './scratch.ts';

/** What the clone's folder has at a path. */
export interface Present {
  found: Found;
  /** Of a file or a link: as git would have it if it were added now. */
  mode?: string;
  hash?: string;
}

const LOOKS_AT_ONCE = 32;

/** One entry of `git ls-files -s -z`. */
export function readIndexEntries(output: Buffer): { mode: string; hash: string; stage: number; path: string }[] {
  return output
    .toString('latin1')
    .split('\0')
    .flatMap((entry) => {
      const [, mode = '', hash = '', stage = '', path = ''] =
        /^([0-7]{6}) ([0-9a-f]{40,64}) ([0-3])\t(.+)$/s.exec(entry) ?? [];
      return path === '' ? [] : [{ mode, hash, stage: Number(stage), path }];
    });
}

/**
 * What lies at these paths of the clone's folder now, staged or not. The scratch index has it afterwards, as if all of it
 * had been added; the clone's own index stays as it is.
 */
export async function readWorktree(
  git: CloneGit,
  { environment }: Scratch,
  paths: readonly string[],
): Promise<Result<Map<string, Present>>> {
  const present = new Map<string, Present>();
  const rest = [...new Set(paths)][Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next())
      present.set(next.value, { found: await lookAt(git.root, next.value) });
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, worker));
  const known = [...present].filter(([, { found }]) => found === 'file' || found === 'link' || found === 'missing');
  const input = Buffer.from(known.map(([path]) => `${path}\0`).join(''), 'latin1');
  const updated = await git.run(['update-index', '-z', '--add', '--remove', '--stdin'], { input, environment });
  if (!updated.ok) return updated;
  if (updated.value.code !== 0) return gitFailed('Git could not look at the files of this clone.', updated.value);
  const listed = await git.run(['ls-files', '-s', '-z'], { environment });
  if (!listed.ok) return listed;
  for (const { mode, hash, stage, path } of readIndexEntries(listed.value.output)) {
    const one = present.get(path);
    if (one !== undefined && stage === 0 && (one.found === 'file' || one.found === 'link'))
      present.set(path, { ...one, mode, hash });
  }
  return ok(present);
}
