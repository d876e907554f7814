import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Described } from './Described.tsx';
import styles from './SideItem.module.css';

export function SideHeading({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles['heading']}>
      <h2>{children}</h2>
      {action}
    </div>
  );
}

interface SideItemProps {
  isCurrent: boolean;
  /** Belongs to the entry above it. */
  isNested?: boolean;
  mark?: ReactNode;
  /** Stands at the far end: a count, a time. */
  end?: ReactNode;
  /** More about it; read out after its name. */
  title?: string;
  onPress(): void;
  children: string;
}

/** A place to go to, in the sidebar. */
export function SideItem({ isCurrent, isNested = false, mark, end, title, onPress, children }: SideItemProps) {
  return (
    <Described text={title}>
      {(described) => (
        <Button
          className={styles['item'] ?? ''}
          data-nested={isNested}
          onPress={onPress}
          {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
          {...described}
        >
          {mark}
          <span className={styles['name']} title={title === undefined ? children : `${children}: ${title}`}>
            {children}
          </span>
          {end !== undefined && end !== false && <span className={styles['end']}>{end}</span>}
        </Button>
      )}
    </Described>
  );
}
