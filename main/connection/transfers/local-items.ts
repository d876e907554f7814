import { walkLocal } from '../local/walk-local.ts';
import type { LocalItem } from '../local/walk-local.ts';
import type { SourceItem } from './source-item.ts';
import { folderOf } from './source-item.ts';

/** Everything below a folder of this computer, with the ends of folders. */
export async function* localItems(source: string, signal: AbortSignal): AsyncGenerator<SourceItem> {
  // The chosen folder itself is the last to end.
  const open = [''];
  for await (const item of walkLocal(source, signal)) {
    // A folder that cannot be read is told of by its own path, when nothing in it is to be expected.
    const parent = item.kind === 'failed' && item.path === open.at(-1) ? item.path : folderOf(item.path);
    for (let last = open.at(-1); last !== undefined && last !== parent; last = open.at(-1)) {
      open.pop();
      yield { kind: 'end', path: last };
    }
    yield toItem(item);
    if (item.kind === 'folder') open.push(item.path);
  }
  if (signal.aborted) return;
  for (let last = open.pop(); last !== undefined; last = open.pop()) yield { kind: 'end', path: last };
}

function toItem(item: LocalItem): SourceItem {
  switch (item.kind) {
    case 'file':
    case 'folder':
    case 'link':
    case 'failed':
    case 'other':
      return item;
  }
}
