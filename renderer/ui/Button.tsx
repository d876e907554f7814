import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  children: ReactNode;
  /** `primary` is the one thing most people want here; `danger` ends or removes something; `quiet` has no frame. */
  variant?: 'plain' | 'primary' | 'danger' | 'quiet';
  size?: 'normal' | 'small';
  /** What it started is not done yet; see usePending, which ignores presses meanwhile. */
  isPending?: boolean;
}

export function Button({ variant = 'plain', size = 'normal', isPending = false, children, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={styles['button'] ?? ''}
      data-variant={variant}
      data-size={size}
      data-busy={isPending}
    >
      {children}
    </AriaButton>
  );
}
