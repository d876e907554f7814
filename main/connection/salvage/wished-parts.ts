import { salvageFiles } from '../../contract/salvage.ts';
import picomatch from 'picomatch';
import { ok } from '../../lib/result.ts';
import { choose, type PackItem } from './file-list.ts';
import { listBelow } from './list-below.ts';
import { packFiles } from './pack-files.ts';
import type { FetchPart, PartContext } from './part-context.ts';

/** Where relative wishes begin. */
function baseOf({ clone, home }: PartContext): string {
  return clone.ok ? clone.value.path : home;
}

/** An absolute path as steps below the root: `.` and empty steps left out, `..` taken back. */
function stepsBelowRoot(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** Files and folders that the person named; in the archive they stand with their whole paths. */
export const fetchChosen: FetchPart = async (context) => {
  const { order, home, leaveOut } = context;
  const items = new Map<string, PackItem>();
  for (const wish of order.wishes.paths) {
    const path = wish === '~' || wish.startsWith('~/') ? `${home}/${wish.slice(2)}` : wish;
    const absolute = path.startsWith('/') ? path : `${baseOf(context)}/${path}`;
    const listed = await listBelow(context, '/', stepsBelowRoot(absolute));
    if (!listed.ok) return listed;
    for (const item of listed.value) items.set(item.path, item);
  }
  // The limit for one file is for what nobody chose.
  const limits = { fileLimitBytes: Number.POSITIVE_INFINITY, roomBytes: context.roomBytes };
  return packFiles(context, salvageFiles.chosen, '/', choose([...items.values()], limits, leaveOut));
};

/** The folder a pattern looks into: what stands before its first wildcard. */
export function foldersOf(patterns: readonly string[]): string[] {
  const folders = new Set(patterns.map((pattern) => stepsBelowRoot(picomatch.scan(pattern).base)));
  // What lies in another one of them is looked at with it.
  return [...folders].filter(
    (folder) => ![...folders].some((other) => other !== folder && (other === '' || folder.startsWith(`${other}/`))),
  );
}

/** What matches the patterns of the person. */
export const fetchArtifacts: FetchPart = async (context) => {
  const { patterns } = context.order.wishes;
  const root = baseOf(context);
  const matches = picomatch(
    [...patterns].map((pattern) => pattern.replace(/^\.?\//, '')),
    { dot: true },
  );
  const items = new Map<string, PackItem>();
  for (const folder of foldersOf(patterns)) {
    const leaveOut: PartContext['leaveOut'] = (thing) => {
      if (matches(thing.path)) context.leaveOut(thing);
    };
    const listed = await listBelow({ ...context, leaveOut }, root, folder);
    if (!listed.ok) return listed;
    for (const item of listed.value) if (matches(item.path)) items.set(item.path, item);
  }
  if (items.size === 0) return ok(undefined);
  const limits = { fileLimitBytes: Number.POSITIVE_INFINITY, roomBytes: context.roomBytes };
  return packFiles(context, salvageFiles.artifacts, root, choose([...items.values()], limits, context.leaveOut));
};
