import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, Label, NumberField as AriaNumberField, Text } from 'react-aria-components';
import styles from './NumberField.module.css';

interface NumberFieldProps {
  label: string;
  description: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange(value: number): void;
}

export function NumberField({ label, description, value, min, max, step, onChange }: NumberFieldProps) {
  return (
    <AriaNumberField
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={(next) => {
        if (!Number.isNaN(next)) onChange(next);
      }}
      className={styles['field'] ?? ''}
    >
      <div>
        <Label className={styles['label'] ?? ''}>{label}</Label>
        <Text slot="description" className={styles['description'] ?? ''}>
          {description}
        </Text>
      </div>
      <Group className={styles['group'] ?? ''}>
        <Button slot="decrement" className={styles['step'] ?? ''}>
          <Minus size={14} />
        </Button>
        <Input className={styles['input'] ?? ''} />
        <Button slot="increment" className={styles['step'] ?? ''}>
          <Plus size={14} />
        </Button>
      </Group>
    </AriaNumberField>
  );
}
