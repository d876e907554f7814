import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
  /** `primary` is the one thing most people want here; `danger` ends or removes something; `quiet` has no frame. */
  variant?: 'plain' | 'primary' | 'danger' | 'quiet';
  size?: 'normal' | 'small';
}

export function Button({ variant = 'plain', size = 'normal', children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={styles['button'] ?? ''} data-variant={variant} data-size={size}>
      {children}
    </AriaButton>
  );
}
