import { useEffect, useEffectEvent, useRef } from 'react';
import { Button } from './Button.tsx';
import styles from './Confirm.module.css';

interface ConfirmProps {
  /** What will happen, as a question. */
  question: string;
  confirmLabel: string;
  onConfirm(): void;
  /** A gentler way to the same end, offered first. */
  gentle?: { label: string; run(): void } | undefined;
  onCancel(): void;
}

/** Asks where the person already looks. Escape is no; the harmless answer has the focus. */
export function Confirm({ question, confirmLabel, onConfirm, gentle, onCancel }: ConfirmProps) {
  const root = useRef<HTMLDivElement>(null);
  const cancel = useEffectEvent(onCancel);
  useEffect(() => {
    const element = root.current;
    const before = document.activeElement;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      cancel();
    }
    element?.querySelector<HTMLElement>('button:last-of-type')?.focus();
    element?.addEventListener('keydown', onKeyDown);
    return () => {
      element?.removeEventListener('keydown', onKeyDown);
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <div ref={root} className={styles['confirm']} role="group" aria-label={question}>
      <span>{question}</span>
      {gentle !== undefined && (
        <Button size="small" onPress={gentle.run}>
          {gentle.label}
        </Button>
      )}
      <Button variant="danger" size="small" onPress={onConfirm}>
        {confirmLabel}
      </Button>
      <Button size="small" onPress={onCancel}>
        Keep
      </Button>
    </div>
  );
}
