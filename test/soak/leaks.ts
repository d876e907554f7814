import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrivenApp } from './driven-app.ts';

export const leaks = ['memory', 'handles', 'files'] as const;
export type Leak = (typeof leaks)[number];

/** Loses something on purpose, once per round: that the soak can fail is proven this way. */
export async function leakSome(driven: DrivenApp, leak: Leak, round: number): Promise<void> {
  if (leak === 'files') {
    const folder = join(driven.dataFolder, 'leaked');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${round}`), 'left behind');
    return;
  }
  await driven.app.evaluate((_electron, kind) => {
    const holder = globalThis as typeof globalThis & { leaked?: unknown[] };
    holder.leaked ??= [];
    if (kind === 'memory') holder.leaked.push(Array.from({ length: 100_000 }, () => Math.random()));
    else holder.leaked.push(process.getBuiltinModule('node:fs').openSync('/dev/null', 'r'));
  }, leak);
}
