import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './FoldButton.module.css';

interface FoldButtonProps {
  isOpen: boolean;
  /** Id of what it opens, while that is there. */
  controls?: string | undefined;
  onPress: () => void;
  children: ReactNode;
}

/** A title that opens what is below it. */
export function FoldButton({ isOpen, controls, onPress, children }: FoldButtonProps) {
  return (
    <button
      type="button"
      className={styles['button']}
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={onPress}
    >
      <ChevronRight size={13} aria-hidden />
      {children}
    </button>
  );
}
