import { useState } from 'react';
import type { Salvage } from '../../../main/contract/salvage.ts';
import { openLink } from '../../state/app-actions.ts';
import { isAppliable } from '../../state/record-states.ts';
import { showApply } from '../../state/record-view.ts';
import { removeSalvage, showSalvageFolder, stopSalvage } from '../../state/salvage-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { Fold } from '../../ui/Fold.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { PartList } from './PartList.tsx';
import { contentText, salvageStateText, salvageTones, triggerText } from './salvage-text.ts';
import styles from './Salvage.module.css';

interface SalvageItemProps {
  sessionId: string;
  salvage: Salvage;
  /** Of which machine it is, where there is more than one. */
  showsMachine: boolean;
  /** There is room to look into its parts. */
  isRoomy?: boolean;
}

interface ActionsProps {
  sessionId: string;
  salvage: Salvage;
  isRoomy: boolean;
  onRemove(): void;
}

function Actions({ sessionId, salvage, isRoomy, onRemove }: ActionsProps) {
  const [isStopping, runStop] = usePending();
  const { id, state } = salvage;
  if (state === 'running') {
    return (
      <div className={styles['actions']}>
        <Button size="small" isPending={isStopping} onPress={() => runStop(() => stopSalvage(sessionId, id))}>
          Stop
        </Button>
      </div>
    );
  }
  const hasFiles = salvage.parts.some((part) => part.state === 'saved');
  const show = (): void => void showSalvageFolder(sessionId, id);
  return (
    <div className={styles['actions']}>
      {isAppliable(salvage) && (
        <Button size="small" onPress={() => showApply(sessionId, id)}>
          Apply to my clone…
        </Button>
      )}
      {hasFiles && isRoomy && (
        <Button size="small" onPress={show}>
          Show the files
        </Button>
      )}
      <MenuButton
        label="More about what was saved"
        isQuiet
        entries={[
          ...(hasFiles ? [{ id: 'show', label: 'Show the files', run: show }] : []),
          { id: 'remove', label: 'Remove…', isDanger: true, run: onRemove },
        ]}
      />
    </div>
  );
}

/** What was brought home from one machine at one moment, or is on its way. */
export function SalvageItem({ sessionId, salvage, showsMachine, isRoomy = false }: SalvageItemProps) {
  const [isAsking, setAsking] = useState(false);
  const { id, at, state, machineName, problem } = salvage;
  const isRunning = state === 'running';
  const parts = <PartList sessionId={sessionId} salvage={salvage} isReadable={isRoomy} />;
  const actions = (
    <Actions sessionId={sessionId} salvage={salvage} isRoomy={isRoomy} onRemove={() => setAsking(true)} />
  );
  return (
    <li className={styles['salvage']} data-roomy={isRoomy}>
      <div className={styles['head']}>
        <Dot tone={salvageTones[state]} isBusy={isRunning} />
        <div className={styles['words']}>
          <p>
            <strong>{salvageStateText(salvage)}</strong>
            {showsMachine && ` · ${machineName}`}
          </p>
          <p className={styles['content']}>{contentText(salvage)}</p>
          <small>
            <TimeAgo at={at} />
            {` · ${triggerText(salvage)}`}
          </small>
        </div>
        {isRoomy && actions}
      </div>
      {problem !== undefined && (
        <ProblemNotice problem={problem} role="note" onOpenLink={(url) => void openLink(url)} />
      )}
      {isRunning ? parts : salvage.parts.length > 0 && <Fold title="What is in it">{parts}</Fold>}
      {!isRoomy && actions}
      {isAsking && (
        <Confirm
          question="Remove what was saved here? It cannot be had back."
          confirmLabel="Remove"
          onConfirm={() => void removeSalvage(sessionId, id)}
          onCancel={() => setAsking(false)}
        />
      )}
    </li>
  );
}
