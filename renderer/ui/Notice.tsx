import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dot, type Tone } from './Dot.tsx';
import { IconButton } from './IconButton.tsx';
import styles from './Notice.module.css';

interface NoticeProps {
  tone: Tone;
  /** What happened. */
  message: ReactNode;
  /** What to do. */
  hint?: ReactNode;
  /** For those who look closer; folded away. */
  detail?: string | undefined;
  /** Buttons. */
  children?: ReactNode;
  onDismiss?: (() => void) | undefined;
  /** `alert` is read out at once; use it for what just happened. */
  role?: 'alert' | 'status' | 'note';
}

/** A sentence where it belongs, instead of a dialog. */
export function Notice({ tone, message, hint, detail, children, onDismiss, role = 'note' }: NoticeProps) {
  return (
    <div className={styles['notice']} data-tone={tone} role={role}>
      <Dot tone={tone} />
      <div className={styles['text']}>
        <p>{message}</p>
        {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
        {detail !== undefined && (
          <details className={styles['detail']}>
            <summary>Details</summary>
            <pre>{detail}</pre>
          </details>
        )}
      </div>
      {children !== undefined && <div className={styles['actions']}>{children}</div>}
      {onDismiss !== undefined && (
        <IconButton label="Dismiss" size="small" onPress={onDismiss}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  );
}
