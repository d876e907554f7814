import { useId, useState, type ReactNode } from 'react';
import { FoldButton } from './FoldButton.tsx';
import styles from './Fold.module.css';

interface FoldProps {
  title: string;
  /** Stands at the far end of the title: a count. */
  end?: ReactNode;
  /** What few people need is folded away at first. */
  startsOpen?: boolean;
  onOpen?: () => void;
  children: ReactNode;
}

/** A part that is there when it is asked for. */
export function Fold({ title, end, startsOpen = false, onOpen, children }: FoldProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const id = useId();
  return (
    <div className={styles['fold']}>
      <FoldButton
        isOpen={isOpen}
        controls={isOpen ? id : undefined}
        onPress={() => {
          if (!isOpen) onOpen?.();
          setOpen(!isOpen);
        }}
      >
        {title}
        {end !== undefined && <span className={styles['end']}>{end}</span>}
      </FoldButton>
      {isOpen && (
        <div id={id} className={styles['content']}>
          {children}
        </div>
      )}
    </div>
  );
}
