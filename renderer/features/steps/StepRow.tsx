import { useId, useState } from 'react';
import type { ReplayStep } from '../../../main/contract/environment.ts';
import { copyText } from '../../state/app-actions.ts';
import { stepLook } from '../../state/looks.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { FoldButton } from '../../ui/FoldButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/Menu.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import styles from './Steps.module.css';

interface StepRowProps {
  step: ReplayStep;
  /** Runs it and everything before it; missing where that cannot be. */
  upTo: { line: string; count: number } | undefined;
  canRun: boolean;
  /** What failed is open at first. */
  startsOpen: boolean;
  onRun(line: string): void;
}

function commandText(command: string): string {
  return command.split('\n').map(shownText).join('\n');
}

/** One step of the build: how it ended, what it ran, and the ways to run it again. */
export function StepRow({ step, upTo, canRun, startsOpen, onRun }: StepRowProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const id = useId();
  const { command, asBuilt, interactive, state } = step;
  const name = shownText(step.name);
  const look = stepLook(state);
  const more: MenuEntry[] = [
    ...(upTo === undefined
      ? []
      : [
          {
            id: 'up-to',
            label: upTo.count === 1 ? 'Run all up to here' : `Run all ${upTo.count} up to here`,
            isDisabled: !canRun,
            run: () => onRun(upTo.line),
          },
        ]),
    ...(command === undefined
      ? []
      : [{ id: 'copy', label: 'Copy the command', run: () => void copyText(command, 'The command') }]),
    ...(asBuilt === undefined
      ? []
      : [
          {
            id: 'copy-line',
            label: 'Copy the line that runs it as the build',
            run: () => void copyText(asBuilt, 'The line'),
          },
        ]),
  ];
  return (
    <li className={styles['step']} data-state={state}>
      <div className={styles['line']}>
        <span className={styles['name']}>
          <Dot tone={look.tone} label={look.label} />
          {command === undefined ? (
            <span className={styles['plain']}>{name}</span>
          ) : (
            <FoldButton isOpen={isOpen} controls={isOpen ? id : undefined} onPress={() => setOpen(!isOpen)}>
              <span className={styles['title']}>{name}</span>
            </FoldButton>
          )}
        </span>
        {command === undefined && <span className={styles['remark']}>no command known</span>}
        <span className={styles['actions']}>
          {asBuilt !== undefined && (
            <Button
              size="small"
              variant={state === 'failed' ? 'primary' : 'plain'}
              isDisabled={!canRun}
              aria-label={`Run as the build: ${name}`}
              onPress={() => onRun(asBuilt)}
            >
              Run as the build
            </Button>
          )}
          {interactive !== undefined && (
            <Button
              size="small"
              isDisabled={!canRun}
              aria-label={`Run in this shell: ${name}`}
              onPress={() => onRun(interactive)}
            >
              Run in this shell
            </Button>
          )}
          {more.length > 0 && <MenuButton label={`More for ${name}`} entries={more} isQuiet opensAt="end" />}
        </span>
      </div>
      {isOpen && command !== undefined && (
        <pre id={id} className={styles['command']} tabIndex={0} role="region" aria-label={`Command of ${name}`}>
          {commandText(command)}
        </pre>
      )}
    </li>
  );
}
