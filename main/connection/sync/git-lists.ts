/** The most paths that are looked at; of more, the plan says that it is cut. */
export const MAX_CANDIDATES = 100_000;

/** Paths as git gave them. */
export interface PathList {
  paths: Set<string>;
  /** Folders of other repositories: submodules, and clones that lie in this one. */
  repositories: string[];
  /** Names that are no UTF-8, which nobody could name again. */
  unreadableCount: number;
  isCut: boolean;
}

const SUBMODULE_MODE = '160000';
/** One change of `git diff --raw` (gitdiff-core, "raw output format"): modes, object names, status. */
const RAW_CHANGE = /^:([0-7]{6}) ([0-7]{6}) [0-9a-f]{40,64} [0-9a-f]{40,64} [ACDMRTUXB][0-9]{0,3}$/;

function emptyList(): PathList {
  return { paths: new Set(), repositories: [], unreadableCount: 0, isCut: false };
}

/** The pieces between NULs; what comes after the last one is a piece that was cut off. */
function* pieces(output: Buffer): Generator<Buffer> {
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(0, start);
    yield output.subarray(start, end === -1 ? output.length : end);
    start = end === -1 ? output.length : end + 1;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function addPath(list: PathList, piece: Buffer, isRepository: boolean): void {
  if (list.paths.size + list.repositories.length >= MAX_CANDIDATES) {
    list.isCut = true;
    return;
  }
  let path: string;
  try {
    path = decoder.decode(piece);
  } catch {
    list.unreadableCount += 1;
    return;
  }
  if (path.endsWith('/')) list.repositories.push(path.slice(0, -1));
  else if (isRepository) list.repositories.push(path);
  else list.paths.add(path);
}

/** Reads what `git ls-files -z` says. */
export function readNames(output: Buffer): PathList {
  const list = emptyList();
  for (const piece of pieces(output)) {
    addPath(list, piece, false);
    if (list.isCut) break;
  }
  return list;
}

/**
 * Reads what `git diff --raw -z --no-renames` says.
 *
 * @returns undefined when it is not what git would say
 */
export function readChanges(output: Buffer): PathList | undefined {
  const list = emptyList();
  let change: RegExpExecArray | undefined;
  for (const piece of pieces(output)) {
    if (change === undefined) {
      const head = piece.length > 200 ? null : RAW_CHANGE.exec(piece.toString('latin1'));
      if (head === null) return undefined;
      change = head;
    } else {
      addPath(list, piece, change.slice(1).includes(SUBMODULE_MODE));
      change = undefined;
      if (list.isCut) break;
    }
  }
  return change === undefined ? list : undefined;
}

/** Everything of both lists. */
export function joinLists(one: PathList, other: PathList): PathList {
  const paths = one.paths.union(other.paths);
  return {
    paths: paths.size > MAX_CANDIDATES ? new Set([...paths].slice(0, MAX_CANDIDATES)) : paths,
    repositories: [...one.repositories, ...other.repositories],
    unreadableCount: one.unreadableCount + other.unreadableCount,
    isCut: one.isCut || other.isCut || paths.size > MAX_CANDIDATES,
  };
}
