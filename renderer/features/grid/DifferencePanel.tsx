import { RotateCw, X } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { compareOutputs, type Difference, type MachineOutput, type OutputGroup } from './compare-outputs.ts';
import { groupText, machinesText, verdict } from './grid-text.ts';
import styles from './Difference.module.css';

interface DifferencePanelProps {
  outputs: readonly MachineOutput[];
  onLookAgain(): void;
  onShow(machine: number): void;
  onClose(): void;
}

interface LinesProps {
  difference: Difference;
  /** Whose line it is, and with whose it is compared. */
  name: string;
  usualName: string;
}

function Lines({ difference: { lineNumber, usual, here }, name, usualName }: LinesProps) {
  const width = Math.max(name.length, usualName.length);
  return (
    <div className={styles['difference']}>
      <span className={styles['where']}>first difference in line {lineNumber}</span>
      <pre className={styles['lines']} tabIndex={0} role="region" aria-label={`Line ${lineNumber} of ${name}`}>
        <span data-side="usual">{`${usualName.padEnd(width)}  ${usual ?? '(ends before)'}`}</span>
        {'\n'}
        <span data-side="here">{`${name.padEnd(width)}  ${here ?? '(ends before)'}`}</span>
      </pre>
    </div>
  );
}

interface GroupProps {
  group: OutputGroup;
  isUsual: boolean;
  usualName: string;
  onShow(machine: number): void;
}

function Group({ group, isUsual, usualName, onShow }: GroupProps) {
  return (
    <li className={styles['group']} data-usual={isUsual}>
      <div className={styles['heading']}>
        <b>{machinesText(group.machines.length)}</b>
        <span className={styles['result']} data-failed={group.exitCode !== undefined && group.exitCode !== 0}>
          {groupText(group)}
        </span>
        {group.machines.map(({ machine, name }) => (
          <AriaButton key={machine} className={styles['machine'] ?? ''} onPress={() => onShow(machine)}>
            {name}
          </AriaButton>
        ))}
      </div>
      {group.difference !== undefined && (
        <Lines difference={group.difference} name={group.machines[0]?.name ?? ''} usualName={usualName} />
      )}
      {!isUsual && group.difference === undefined && (
        <p className={styles['where']}>the same output, another exit code</p>
      )}
    </li>
  );
}

/** Which machines' last commands ended alike and printed the same, and where the others begin to differ. */
export function DifferencePanel({ outputs, onLookAgain, onShow, onClose }: DifferencePanelProps) {
  const [options, setOptions] = useState({ ignoresOwnWords: true, ignoresTimes: true });
  const compared = compareOutputs(outputs, options);
  const [usual] = compared.groups;
  const usualName = usual?.machines.length === 1 ? (usual.machines[0]?.name ?? '') : 'most';
  const lines = new Set(compared.groups.map(({ line }) => line));
  return (
    <section className={styles['panel']} aria-label="Which machine differs">
      <div className={styles['top']}>
        <p className={styles['verdict']} role="status">
          {verdict(compared)}
        </p>
        <Checkbox isOn={options.ignoresTimes} onChange={(ignoresTimes) => setOptions({ ...options, ignoresTimes })}>
          Times count as the same
        </Checkbox>
        <Checkbox
          isOn={options.ignoresOwnWords}
          onChange={(ignoresOwnWords) => setOptions({ ...options, ignoresOwnWords })}
        >
          Names and folders of machines, too
        </Checkbox>
        <IconButton label="Compare again" size="small" onPress={onLookAgain}>
          <RotateCw size={13} />
        </IconButton>
        <IconButton label="Close the comparison" size="small" onPress={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      {lines.size > 1 && <p className={styles['note']}>They did not all run the same command.</p>}
      <ul className={styles['groups']}>
        {compared.groups.map((group, index) => (
          <Group
            key={group.machines[0]?.machine ?? index}
            group={group}
            isUsual={index === 0}
            usualName={usualName}
            onShow={onShow}
          />
        ))}
        {compared.missing.map(({ machine, name, missing }) => (
          <li key={machine} className={styles['missing']}>
            {name} {missing}
          </li>
        ))}
      </ul>
    </section>
  );
}
