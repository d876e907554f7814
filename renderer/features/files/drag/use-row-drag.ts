import { useRef, type DragEvent } from 'react';
import { beginDrag, endDrag, type DraggedFiles } from './drag-data.ts';

interface RowDragOptions {
  /** What is dragged with the row at this element. */
  filesAt(element: EventTarget | null): DraggedFiles | undefined;
  /** Out of the window at once, by the system's own drag. */
  onDragOut(files: DraggedFiles): void;
  /** They were let go outside the window, where this kind of drag cannot reach. */
  onDropOutside(files: DraggedFiles): void;
}

/**
 * Dragging rows. A drag of the window's own moves things between folders; the system's drag takes them out of it, and
 * the two exclude each other (Electron, webContents.startDrag: the first must be prevented). Alt chooses the second when
 * the drag begins. Whoever drags out without it is asked where the files shall go.
 */
export function useRowDrag({ filesAt, onDragOut, onDropOutside }: RowDragOptions): {
  onDragStart(event: DragEvent): void;
  onDragEnd(event: DragEvent): void;
} {
  const dragged = useRef<DraggedFiles>(undefined);
  return {
    onDragStart: (event) => {
      const files = filesAt(event.target);
      if (files === undefined || event.altKey) event.preventDefault();
      if (files === undefined) return;
      if (event.altKey) return onDragOut(files);
      dragged.current = files;
      beginDrag(event.dataTransfer, files);
    },
    onDragEnd: (event) => {
      const files = dragged.current;
      dragged.current = undefined;
      endDrag();
      const { clientX, clientY, dataTransfer } = event;
      const isInside = clientX >= 0 && clientY >= 0 && clientX < window.innerWidth && clientY < window.innerHeight;
      // Escape ends a drag too, and then the pointer is where it is.
      if (files !== undefined && dataTransfer.dropEffect === 'none' && !isInside) onDropOutside(files);
    },
  };
}
