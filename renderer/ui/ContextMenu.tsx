import { useRef } from 'react';
import { Popover } from 'react-aria-components';
import { MenuList, type MenuEntry } from './Menu.tsx';
import styles from './Menu.module.css';

interface ContextMenuProps {
  /** What the menu is for; read out. */
  label: string;
  entries: readonly MenuEntry[];
  /** Where it was asked for, in CSS pixels of the window; closed without. */
  point: { x: number; y: number } | undefined;
  onClose(): void;
}

/** A menu that opens where the pointer is, or where the keys are. */
export function ContextMenu({ label, entries, point, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} aria-hidden className={styles['point']} style={{ left: point?.x ?? 0, top: point?.y ?? 0 }} />
      <Popover
        className={styles['popover'] ?? ''}
        aria-label={label}
        triggerRef={anchor}
        placement="bottom start"
        offset={2}
        isOpen={point !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
      >
        <MenuList
          label={label}
          takesFocus
          entries={entries.map((entry) => ({
            ...entry,
            run: () => {
              onClose();
              entry.run();
            },
          }))}
        />
      </Popover>
    </>
  );
}
