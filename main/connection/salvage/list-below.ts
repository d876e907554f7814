import type { Result } from '../../contract/problem.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { fail, ok } from '../../lib/result.ts';
import { joinPath } from '../files/entry-names.ts';
import { walkTree } from '../files/walk-tree.ts';
import { unlessAborted } from '../move/aborted.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';
import { MAX_FILES, type PackItem, readPaths, shownPath, statFiles } from './file-list.ts';
import type { PartContext } from './part-context.ts';

const MAX_BYTES = 32 * 1024 * 1024;
const LIMIT_MS = 120_000;

/**
 * Files and links at a path, or below it when it is a folder; links are not followed, and repositories' own folders are
 * left alone. Nothing there is no failure.
 *
 * @param root absolute; paths of the answer begin there
 * @param path below the root; empty for the root itself
 */
export async function listBelow(context: PartContext, root: string, path: string): Promise<Result<PackItem[]>> {
  return context.abilities.hasShell ? byShell(context, root, path) : byFiles(context, root, path);
}

async function byShell(context: PartContext, root: string, path: string): Promise<Result<PackItem[]>> {
  const { machine, signal, leaveOut } = context;
  const start = posixQuote(path === '' ? '.' : `./${path}`);
  const find = `find ${start} -name .git -prune -o \\( -type f -o -type l \\) -print0 2>/dev/null`;
  const script = `cd ${posixQuote(root)} && { [ -e ${start} ] || [ -L ${start} ] || exit 0; ${find}; }`;
  const listed = await machine.run(scriptCommand(script), { maxBytes: MAX_BYTES, timeoutMs: LIMIT_MS, signal });
  if (!listed.ok) return listed;
  return statFiles(machine, root, readPaths(listed.value.output, leaveOut), { signal, leaveOut });
}

async function byFiles(
  { machine, abilities, signal, leaveOut }: PartContext,
  root: string,
  path: string,
): Promise<Result<PackItem[]>> {
  const files = await unlessAborted(machine.browse(), signal);
  if (!files.ok) return files;
  const start = path === '' ? root : joinPath(root, path);
  const stat = await unlessAborted(files.value.stat(start, false), signal);
  if (!stat.ok) return stat.problem.code === 'not-found' ? ok([]) : stat;
  const { kind, sizeBytes } = stat.value;
  if (kind === 'file' || kind === 'link') return ok([{ path, kind, sizeBytes: kind === 'link' ? 0 : sizeBytes }]);
  if (kind !== 'folder') return ok([]);
  const found: PackItem[] = [];
  const stop = new AbortController();
  const below = (absolute: string): string => absolute.slice(root.endsWith('/') ? root.length : root.length + 1);
  await walkTree({
    files: files.value,
    os: abilities.os,
    roots: [start],
    signal: AbortSignal.any([signal, stop.signal]),
    visitor: {
      onEnter: (folder) =>
        Promise.resolve(
          /\/\.git$/i.test(folder) ? fail('not-supported', 'A repository’s own folder.').problem : undefined,
        ),
      onThing: (absolute, { stat: { kind: what, sizeBytes: size } }) => {
        if (what !== 'file' && what !== 'link') return Promise.resolve(undefined);
        const [own] = readPaths(Buffer.from(below(absolute)), leaveOut);
        if (own !== undefined) found.push({ path: own, kind: what, sizeBytes: what === 'link' ? 0 : size });
        if (found.length >= MAX_FILES) stop.abort();
        return Promise.resolve(undefined);
      },
      onFailure: (absolute, { code }) => {
        if (code !== 'not-supported') leaveOut({ path: shownPath(below(absolute)), reason: 'unreadable' });
      },
    },
  });
  if (signal.aborted) return fail('cancelled', 'This was stopped.');
  return ok(found);
}
