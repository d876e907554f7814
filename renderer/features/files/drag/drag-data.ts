import type { MachineRef } from '../../../state/file-actions.ts';

/** Marks a drag of files of a machine; what is dragged stays in this window. */
const FILES_TYPE = 'application/x-jumpseat-files';

export interface DraggedFiles {
  target: MachineRef;
  folder: string;
  paths: readonly string[];
}

let dragged: DraggedFiles | undefined;

/** Begins a drag inside the window. */
export function beginDrag(transfer: DataTransfer, files: DraggedFiles): void {
  dragged = files;
  transfer.setData(FILES_TYPE, '');
  transfer.effectAllowed = 'move';
}

export function endDrag(): void {
  dragged = undefined;
}

/** The files of a machine that are dragged now, if it is such a drag. */
export function draggedFiles({ types }: DataTransfer): DraggedFiles | undefined {
  return types.includes(FILES_TYPE) ? dragged : undefined;
}

/** True for files and folders of this computer. */
export function hasLocalFiles({ types }: DataTransfer): boolean {
  return types.includes('Files');
}
