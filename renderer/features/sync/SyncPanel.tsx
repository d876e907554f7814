import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SyncPlan } from '../../../main/contract/sync.ts';
import { openLink } from '../../state/app-actions.ts';
import { revealTransfer } from '../../state/transfer-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import { directionOptions } from './sync-text.ts';
import { SyncPlanView } from './SyncPlanView.tsx';
import { useSyncPlan } from './use-sync-plan.ts';
import styles from './SyncPanel.module.css';

interface SyncPanelProps {
  sessionId: string;
  machine: number;
  /** The folder of the machine that is compared, with all that is in it. */
  remoteFolder: string;
  /** The one to begin with. */
  direction: SyncPlan['direction'];
  /** It is in front; its keys are for those who see it. */
  isVisible?: boolean;
  onClose(): void;
}

/** Compares a folder of this computer with one of the machine, shows what would change, and does it when told to. */
export function SyncPanel(props: SyncPanelProps) {
  const { sessionId, machine, remoteFolder, direction: first, isVisible = true, onClose } = props;
  const [direction, setDirection] = useState<SyncPlan['direction']>(first);
  const { state, compare } = useSyncPlan({ sessionId, machine, remoteFolder, direction });
  const root = useRef<HTMLElement>(null);
  useEffect(() => root.current?.focus(), []);
  const isPageShown = useView(({ page }) => page.kind === 'session' && page.sessionId === sessionId);
  const isShown = isVisible && isPageShown;
  useCommands(
    () => [
      { id: 'sync.close', title: 'Close the comparison', group: 'Sync', keys: ['Escape'], run: onClose },
      { id: 'sync.compare', title: 'Compare both sides again', group: 'Sync', run: () => compare(false) },
      { id: 'sync.choose', title: 'Compare with another folder…', group: 'Sync', run: () => compare(true) },
      {
        id: 'sync.turn',
        title: 'Sync the other way round',
        group: 'Sync',
        run: () => setDirection(direction === 'upload' ? 'download' : 'upload'),
      },
    ],
    isShown,
  );
  const localFolder = state.kind === 'plan' ? state.plan.localFolder : undefined;
  return (
    <section ref={root} className={styles['panel']} tabIndex={-1} aria-label="Sync" data-region="sync">
      <header className={styles['header']}>
        <h2>Sync</h2>
        <Choice
          label="Direction"
          value={direction}
          options={directionOptions}
          onChange={(next) => setDirection(next)}
        />
        <span className={styles['gap']} />
        <IconButton label="Close the comparison" shortcut="Esc" onPress={onClose}>
          <X size={15} />
        </IconButton>
      </header>
      <dl className={styles['sides']}>
        <dt>My folder</dt>
        <dd>
          <code title={localFolder}>{localFolder ?? (state.kind === 'comparing' ? '…' : 'none chosen')}</code>
          <Button size="small" variant="quiet" onPress={() => compare(true)}>
            {state.kind === 'no-folder' ? 'Choose a folder…' : 'Choose another…'}
          </Button>
        </dd>
        <dt>On the machine</dt>
        <dd>
          <code title={shownText(remoteFolder)}>{shownText(remoteFolder)}</code>
        </dd>
      </dl>
      <div className={styles['content']}>
        {state.kind === 'comparing' && (
          <div className={styles['plan']}>
            <Skeleton label="Comparing both sides" lines={6} />
          </div>
        )}
        {state.kind === 'no-folder' && (
          <EmptyState
            title="No folder of this computer is chosen"
            actions={
              <Button variant="primary" onPress={() => compare(true)}>
                Choose a folder…
              </Button>
            }
          >
            It is compared with the folder on the machine. Nothing is changed before you have seen what would be.
          </EmptyState>
        )}
        {state.kind === 'problem' && (
          <div className={styles['plan']}>
            <ProblemNotice problem={state.problem} onOpenLink={(url) => void openLink(url)}>
              <Button size="small" onPress={() => compare(false)}>
                Try again
              </Button>
            </ProblemNotice>
          </div>
        )}
        {state.kind === 'plan' && (
          <SyncPlanView
            key={state.plan.planId}
            plan={state.plan}
            isShown={isShown}
            onCompare={() => compare(false)}
            onRun={(transferId) => {
              revealTransfer(sessionId, machine, transferId);
              onClose();
            }}
          />
        )}
      </div>
    </section>
  );
}
