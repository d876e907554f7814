import { Check } from 'lucide-react';
import { Checkbox as AriaCheckbox } from 'react-aria-components';
import styles from './Checkbox.module.css';

interface CheckboxProps {
  isOn: boolean;
  onChange(isOn: boolean): void;
  isDisabled?: boolean;
  /** Read out instead of the text, where the text alone does not say what it is about. */
  label?: string;
  children?: string;
}

/** Yes or no. */
export function Checkbox({ isOn, onChange, isDisabled = false, label, children }: CheckboxProps) {
  return (
    <AriaCheckbox
      className={styles['checkbox'] ?? ''}
      isSelected={isOn}
      onChange={onChange}
      isDisabled={isDisabled}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      <span className={styles['box']} aria-hidden>
        {isOn && <Check size={12} strokeWidth={3} />}
      </span>
      {children}
    </AriaCheckbox>
  );
}
