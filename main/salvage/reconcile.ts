import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { salvageFiles, salvagePartKinds, type Salvage, type SalvagePart } from '../contract/salvage.ts';
import type { Records } from '../records/records.ts';

/**
 * Puts right what is said of salvages that were under way when the app was killed: a part has its name only when it is
 * whole, and the record may have heard less than that.
 */
export async function reconcileSalvages(
  records: Pick<Records, 'all' | 'folder' | 'putSalvage'>,
  isRunning: (salvageId: string) => boolean,
): Promise<void> {
  for (const { id, salvages } of records.all())
    for (const salvage of salvages) {
      if (!wasCutShort(salvage) || isRunning(salvage.id)) continue;
      const folder = await records.folder(id, 'salvages', salvage.id);
      if (folder.ok) records.putSalvage(id, await withWholeParts(salvage, folder.value));
    }
}

/** Records say so of what was running when they were read again. */
function wasCutShort({ state, parts, problem }: Salvage): boolean {
  const isCut = (code: string | undefined): boolean => code === 'cancelled';
  return state !== 'saved' && (isCut(problem?.code) || parts.some((part) => isCut(part.problem?.code)));
}

async function withWholeParts(salvage: Salvage, folder: string): Promise<Salvage> {
  const parts: SalvagePart[] = [];
  for (const kind of salvagePartKinds) {
    const known = salvage.parts.find((part) => part.kind === kind);
    const file = salvageFiles[kind];
    const there = known?.state === 'saved' ? undefined : await stat(join(folder, file)).catch(() => undefined);
    if (there !== undefined) parts.push({ kind, state: 'saved', file, sizeBytes: there.size });
    else if (known !== undefined) parts.push(known);
  }
  const isSaved = parts.some(({ state }) => state === 'saved');
  return { ...salvage, parts, state: isSaved ? 'partial' : salvage.state };
}
