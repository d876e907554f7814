import type { ReactNode } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import buttonStyles from './Button.module.css';
import styles from './PopoverButton.module.css';

interface PopoverButtonProps {
  label: string;
  /** What the popover is about; read out. */
  title: string;
  children: ReactNode;
}

/** A button that opens something to read and to take along, below itself. */
export function PopoverButton({ label, title, children }: PopoverButtonProps) {
  return (
    <DialogTrigger>
      <AriaButton className={buttonStyles['button'] ?? ''} data-variant="plain" data-size="normal">
        {label}
      </AriaButton>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={6}>
        <Dialog className={styles['dialog'] ?? ''} aria-label={title}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
