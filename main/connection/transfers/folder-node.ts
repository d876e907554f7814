import { ok } from '../../lib/result.ts';
import type { Result } from '../../contract/problem.ts';
import { writeKey } from './path-set.ts';
import type { Run } from './run.ts';
import { nameOf } from './source-item.ts';
import type { SourceFolder } from './source-item.ts';
import type { There } from './target.ts';

export interface ReadyFolder {
  at: string;
  /** Nothing is in it but what this run put there. */
  isFresh: boolean;
  /** What was in it, where that was asked for at once. */
  listing: Map<string, There> | undefined;
}

/** A folder that things go into, for as long as any of them is on its way. */
export interface FolderNode {
  source: number;
  /** Below the chosen folder; empty for the chosen folder itself. */
  path: string;
  parent: FolderNode | undefined;
  /** As the side it comes from has it; undefined for the chosen folder. */
  item: SourceFolder | undefined;
  ready: Promise<Result<ReadyFolder>>;
  /** Only what failed before is wanted of it. */
  isPartial: boolean;
  /** A folder of this transfer alone: what is in it may be replaced. */
  isOurs: boolean;
  /** The walk, files and folders that are not through; it is finished when none is. */
  pending: number;
  isOpen: boolean;
  /** Something half-written may be left in it. */
  isSuspect: boolean;
}

/** The folder that everything goes into. */
export function topNode(at: string, isPartial: boolean): FolderNode {
  return {
    source: 0,
    path: '',
    parent: undefined,
    item: undefined,
    ready: Promise.resolve(ok({ at, isFresh: false, listing: undefined })),
    isPartial,
    isOurs: false,
    pending: 1,
    isOpen: false,
    isSuspect: false,
  };
}

/** The folder is there, or made: what the journal and the screen have to know of that. */
export async function makeFolder(run: Run, node: FolderNode): Promise<Result<ReadyFolder>> {
  const { target } = run.parts;
  const parent = (await node.parent?.ready) ?? ok({ at: target.root, isFresh: false, listing: undefined });
  if (!parent.ok || run.signal.aborted) return parent;
  const made = await target.makeFolder(parent.value.at, node.path);
  if (!made.ok) {
    await run.failed(node, made.problem);
    return made;
  }
  const { at, isFresh, renamedTo } = made.value;
  if (isFresh) openNode(run, node, at, true);
  if (renamedTo !== undefined && nameOf(renamedTo) !== nameOf(node.path)) {
    run.renamed(node.path, `It is called “${nameOf(renamedTo)}” here, since this computer cannot have its own name.`);
  }
  if (isFresh) return ok({ at, isFresh, listing: undefined });
  const listing = await target.listing(at);
  return ok({ at, isFresh, listing: listing.ok ? listing.value : undefined });
}

/** Something is about to be written into it: a later run must know where to look for what is left half-written. */
export function openNode(run: Run, node: FolderNode, at: string, isMade = false): void {
  if (node.isOpen) return;
  node.isOpen = true;
  const { journal } = run.parts;
  node.isSuspect ||= journal.state.openFolders.has(at);
  journal.append(isMade ? { t: 'open', folder: at, made: writeKey(run.key(node)) } : { t: 'open', folder: at });
  journal.flush();
}

/** One of those that were pending is through. The last one gives the folder its time. */
export async function release(run: Run, node: FolderNode): Promise<void> {
  node.pending -= 1;
  if (node.pending > 0 || run.signal.aborted) return;
  const ready = await node.ready;
  const { journal, target } = run.parts;
  if (ready.ok) {
    const isMade = node.isOurs || journal.state.madeFolders.has(run.key(node));
    if (isMade && node.item !== undefined) {
      await target.setFolder(ready.value.at, { mode: node.item.mode, modifiedAt: node.item.modifiedAt });
    }
    if (node.isOpen && !node.isSuspect && !run.signal.aborted) {
      journal.append({ t: 'closed', folder: ready.value.at });
    }
  }
  if (node.parent !== undefined) await release(run, node.parent);
}
