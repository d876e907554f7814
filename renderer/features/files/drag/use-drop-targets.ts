import { useState, type DragEvent } from 'react';
import { isSameMachine } from '../clipboard.ts';
import type { MachineRef } from '../../../state/file-actions.ts';
import { draggedFiles, hasLocalFiles } from './drag-data.ts';
import { isWithin, parentPath } from '../paths.ts';

/** Where things would go if they were let go now. */
export interface DropTarget {
  folder: string;
  /** Files of this computer; otherwise those of the machine. */
  isUpload: boolean;
  /** Why nothing can be dropped. */
  refusal?: string | undefined;
}

interface DropOptions {
  target: MachineRef;
  isConnected: boolean;
  /** The folder that an element stands for; undefined where nothing can be dropped. */
  folderAt(element: EventTarget | null): string | undefined;
  onUpload(folder: string, files: File[]): void;
  onMove(folder: string, paths: readonly string[]): void;
}

interface DropTargets {
  over: DropTarget | undefined;
  handlers: Record<'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>;
}

/** Lets files of this computer, and rows of this machine's lists, be dropped into folders. */
export function useDropTargets(options: DropOptions): DropTargets {
  const [over, setOver] = useState<DropTarget>();
  const { target, isConnected, folderAt } = options;

  function find(event: DragEvent): DropTarget | undefined {
    const folder = folderAt(event.target);
    if (folder === undefined) return undefined;
    const inside = draggedFiles(event.dataTransfer);
    const isUpload = inside === undefined;
    if (isUpload && !hasLocalFiles(event.dataTransfer)) return undefined;
    if (!isConnected)
      return { folder, isUpload, refusal: 'The machine is not connected: nothing can be dropped here now.' };
    if (inside === undefined) return { folder, isUpload };
    if (!isSameMachine(inside.target, target)) {
      return {
        folder,
        isUpload,
        refusal: 'These are files of another machine. Download them first, then drop them here.',
      };
    }
    const isNowhere = inside.paths.every((path) => parentPath(path) === folder || isWithin(folder, path));
    return isNowhere ? undefined : { folder, isUpload };
  }

  return {
    over,
    handlers: {
      onDragOver: (event) => {
        const found = find(event);
        setOver((before) => (before?.folder === found?.folder && before?.refusal === found?.refusal ? before : found));
        if (found === undefined) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = found.refusal === undefined ? (found.isUpload ? 'copy' : 'move') : 'none';
      },
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        const isInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
        if (!isInside) setOver(undefined);
      },
      onDrop: (event) => {
        const found = find(event);
        setOver(undefined);
        if (hasLocalFiles(event.dataTransfer) || found !== undefined) event.preventDefault();
        if (found === undefined || found.refusal !== undefined) return;
        const inside = draggedFiles(event.dataTransfer);
        // The list of files is empty as soon as the event is over.
        if (inside === undefined) options.onUpload(found.folder, [...event.dataTransfer.files]);
        else options.onMove(found.folder, inside.paths);
      },
    },
  };
}
