import type { CallInput, CallOutput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { valueOrReport, wentWell } from './notices.ts';

/** A machine of a session. */
export interface MachineRef {
  sessionId: string;
  machine: number;
}

/** Most things that one call takes; more go in several. */
const MOST_AT_ONCE = 10_000;

function inParts<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (let from = 0; from < items.length; from += MOST_AT_ONCE) parts.push(items.slice(from, from + MOST_AT_ONCE));
  return parts;
}

/** Uploads what was dropped or pasted, into a folder of the machine; how it goes shows among the transfers. */
export async function uploadFiles(target: MachineRef, folder: string, files: readonly File[]): Promise<void> {
  for (const part of inParts(files)) {
    try {
      if (!wentWell(await window.jumpseat.uploadFiles({ ...target, folder }, part))) return;
    } catch (error) {
      wentWell({
        ok: false,
        problem: { code: 'internal', message: 'What was dropped could not be uploaded.', detail: String(error) },
      });
      return;
    }
  }
}

/** Asks what to upload. */
export async function chooseUpload(target: MachineRef, folder: string, what: 'files' | 'folder'): Promise<void> {
  wentWell(await callMain('transfers.chooseUpload', { ...target, folder, what }));
}

export async function download(target: MachineRef, paths: readonly string[], to: 'ask' | 'downloads'): Promise<void> {
  for (const [index, part] of inParts(paths).entries()) {
    const where = to === 'ask' && index > 0 ? 'last' : to;
    const started = valueOrReport(await callMain('transfers.download', { ...target, paths: part, to: where }));
    // Nobody chose a folder, or it was told why not.
    if (started === undefined || started.transferIds.length === 0) return;
  }
}

/** Hands things to a drag of the system's. Too many or too large ones are a problem that says to download them. */
export async function dragOut(target: MachineRef, paths: readonly string[]): Promise<void> {
  wentWell(await callMain('transfers.dragOut', { ...target, paths: [...paths] }));
}

/** Opens a file in the program that this computer has for it. */
export async function editFile(target: MachineRef, path: string): Promise<void> {
  wentWell(await callMain('files.edit', { ...target, path }));
}

export function compareFile(target: MachineRef, path: string): Promise<Result<CallOutput<'files.compare'>>> {
  return callMain('files.compare', { ...target, path });
}

export function copyCommand(
  target: MachineRef,
  choice: Pick<CallInput<'files.copyCommand'>, 'program' | 'direction' | 'paths'>,
): Promise<Result<CallOutput<'files.copyCommand'>>> {
  return callMain('files.copyCommand', { ...target, ...choice });
}
