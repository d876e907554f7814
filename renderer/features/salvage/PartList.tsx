import { useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import type { Salvage, SalvagePart } from '../../../main/contract/salvage.ts';
import { openLink } from '../../state/app-actions.ts';
import { readPart } from '../../state/salvage-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { ConsoleView } from '../../ui/console/ConsoleView.tsx';
import { createConsoleLines, type ConsoleLines } from '../../ui/console/lines.ts';
import { Dot } from '../../ui/Dot.tsx';
import { Fold } from '../../ui/Fold.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { countOf, countText } from '../../ui/size/size-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { usePending } from '../../ui/use-pending.ts';
import { leftOutText, partNames, partStateText, partText, partTones } from './salvage-text.ts';
import styles from './Salvage.module.css';

/** Room for the text of a part, in CSS pixels: no more than its lines need. */
const MAX_TEXT_PX = 260;
const LINE_PX = 18;
const AROUND_PX = 36;

interface ReadText {
  lines: ConsoleLines;
  isCut: boolean;
}

interface PartProps {
  sessionId: string;
  salvageId: string;
  part: SalvagePart;
  /** What is in it can be looked at. */
  isReadable: boolean;
}

function Part({ sessionId, salvageId, part, isReadable }: PartProps) {
  const [shown, setShown] = useState<ReadText>();
  const [problem, setProblem] = useState<Problem>();
  const [isPending, run] = usePending();
  const { kind, state } = part;
  const name = partNames[kind];

  async function look(): Promise<void> {
    setProblem(undefined);
    if (shown !== undefined) return setShown(undefined);
    const result = await readPart(sessionId, salvageId, kind);
    if (!result.ok) return setProblem(result.problem);
    const lines = createConsoleLines();
    lines.append(0, result.value.text);
    return setShown({ lines, isCut: result.value.isCut });
  }

  return (
    <li className={styles['part']}>
      <div className={styles['line']}>
        <Dot tone={partTones[state]} label={partStateText(part)} isBusy={state === 'running'} />
        <span className={styles['partName']}>{name}</span>
        <span className={styles['partText']}>{partText(part)}</span>
        {isReadable && state === 'saved' && (
          <Button
            size="small"
            variant="quiet"
            isPending={isPending}
            aria-expanded={shown !== undefined}
            aria-label={`${shown === undefined ? 'Look at' : 'Hide'}: ${name}`}
            onPress={() => run(look)}
          >
            {shown === undefined ? 'Look' : 'Hide'}
          </Button>
        )}
      </div>
      {part.problem !== undefined && <p className={styles['why']}>{part.problem.message}</p>}
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
      {shown !== undefined && (
        <div className={styles['text']}>
          <div style={{ height: Math.min(MAX_TEXT_PX, shown.lines.lines.length * LINE_PX + AROUND_PX) }}>
            <ConsoleView label={name} lines={shown.lines.lines} version={0} isFollowing={false} onFollow={() => {}} />
          </div>
          {shown.isCut && <p className={styles['why']}>This is the beginning; the whole of it is in its file.</p>}
        </div>
      )}
    </li>
  );
}

function LeftBehind({ salvage }: { salvage: Salvage }) {
  const { leftOut, leftOutCount } = salvage;
  return (
    <Fold title={`${countOf(leftOutCount, 'file', 'files')} left on the machine`}>
      <ul className={styles['leftOut']} aria-label="Left on the machine">
        {leftOut.map((entry) => (
          <li key={entry.path}>
            <code title={shownText(entry.path)}>{shownText(entry.path)}</code>
            <span>{leftOutText(entry)}</span>
          </li>
        ))}
      </ul>
      {leftOutCount > leftOut.length && (
        <p className={styles['why']}>{`And ${countText(leftOutCount - leftOut.length)} more.`}</p>
      )}
    </Fold>
  );
}

interface PartListProps {
  sessionId: string;
  salvage: Salvage;
  isReadable?: boolean;
}

/** What a salvage is made of, the most valuable first, and what stayed behind. */
export function PartList({ sessionId, salvage, isReadable = false }: PartListProps) {
  return (
    <>
      <ul className={styles['parts']} aria-label="What is saved">
        {salvage.parts.map((part) => (
          <Part key={part.kind} sessionId={sessionId} salvageId={salvage.id} part={part} isReadable={isReadable} />
        ))}
      </ul>
      {salvage.leftOutCount > 0 && <LeftBehind salvage={salvage} />}
    </>
  );
}
