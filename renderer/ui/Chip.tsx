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

interface ActionChipProps {
  onPress(): void;
  /** What it does, when the text alone does not say it. */
  title?: string;
  isDisabled?: boolean;
  children: ReactNode;
}

/** A small action among several of its kind. */
export function ActionChip({ onPress, title, isDisabled = false, children }: ActionChipProps) {
  return (
    <AriaButton
      className={styles['chip'] ?? ''}
      onPress={onPress}
      isDisabled={isDisabled}
      {...(title === undefined ? {} : { 'aria-label': title })}
    >
      {children}
    </AriaButton>
  );
}
