import type { ReactNode } from 'react';
import { ToggleButton, Button as AriaButton } from 'react-aria-components';
import styles from './Chip.module.css';

interface ToggleChipProps {
  isOn: boolean;
  onToggle(): void;
  children: ReactNode;
}

/** A filter that is on or off. */
export function ToggleChip({ isOn, onToggle, children }: ToggleChipProps) {
  return (
    <ToggleButton className={styles['chip'] ?? ''} isSelected={isOn} onChange={onToggle}>
      {children}
    </ToggleButton>
  );
}

/** A small action among several of its kind. */
export function ActionChip({ onPress, title, children }: { onPress(): void; title?: string; children: ReactNode }) {
  return (
    <AriaButton
      className={styles['chip'] ?? ''}
      onPress={onPress}
      {...(title === undefined ? {} : { 'aria-label': title })}
    >
      {children}
    </AriaButton>
  );
}
