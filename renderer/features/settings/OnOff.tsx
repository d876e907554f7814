import { Choice } from '../../ui/Choice.tsx';

const options = [
  { value: 'off', label: 'Off' },
  { value: 'on', label: 'On' },
] as const;

interface OnOffProps {
  label: string;
  description?: string;
  isOn: boolean;
  onChange(isOn: boolean): void;
}

/** A setting that is on or off. */
export function OnOff({ label, description, isOn, onChange }: OnOffProps) {
  return (
    <Choice
      label={label}
      {...(description === undefined ? {} : { description })}
      value={isOn ? 'on' : 'off'}
      options={options}
      onChange={(next) => onChange(next === 'on')}
    />
  );
}
