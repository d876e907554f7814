import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { walkLocal } from '../../../main/connection/local/walk-local.ts';
import type { TreeItem } from '../../../main/connection/move/mover.ts';

/** What is in a folder, as the engine tells it. */
export async function* itemsOf(folder: string): AsyncGenerator<TreeItem> {
  for await (const item of walkLocal(folder)) if (item.kind !== 'other' && item.kind !== 'failed') yield item;
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Path, content, time and permissions of everything in a folder. */
export async function describeTree(folder: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for await (const item of itemsOf(folder)) {
    const at = join(folder, item.path);
    const seconds = Math.floor((item.modifiedAt ?? 0) / 1000);
    if (item.kind === 'file') found[item.path] = [item.mode, seconds, readFileSync(at).toString('base64')];
    else found[item.path] = item.kind === 'link' ? readlinkSync(at) : 'folder';
  }
  return found;
}
