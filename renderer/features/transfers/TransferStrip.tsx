import { ChevronDown, ChevronUp, Pause, Play } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { Transfer } from '../../../main/contract/transfer.ts';
import { controlTransfers } from '../../state/transfer-actions.ts';
import {
  currentTransfers,
  useFirstInNeed,
  useOverallOf,
  useTransfer,
  useTransferFact,
  useTransferIds,
  type TransferScope,
} from '../../state/transfer-hooks.ts';
import { canDo, idsFor } from '../../state/transfer-states.ts';
import { registerSight, setListOpen, stripKey, useTransferView } from '../../state/transfer-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StripQuestion } from './StripQuestion.tsx';
import { stripText, summaryTone } from './summary-text.ts';
import { TransferList } from './TransferList.tsx';
import styles from './TransferStrip.module.css';

interface TransferStripProps {
  sessionId: string;
  machine: number;
  /** Files of one machine may be open in several tabs; only what is in front follows its transfers. */
  isVisible?: boolean;
}

function hasPausable(transfers: Transfer[]): boolean {
  return transfers.some((transfer) => canDo('pause', transfer));
}

function hasResumable(transfers: Transfer[]): boolean {
  return transfers.some((transfer) => canDo('resume', transfer));
}

/** The line that says how the transfers go: bar, words and what stops or opens them. */
function Line({ scope, isOpen, controls, onOpen }: LineProps) {
  const overall = useOverallOf(scope);
  const text = useTransferFact(scope, stripText);
  const tone = useTransferFact(scope, summaryTone);
  const canPause = useTransferFact(scope, hasPausable);
  const canResume = useTransferFact(scope, hasResumable);
  const isAllEnded = overall === undefined;
  const act = (action: 'pause' | 'resume' | 'clear') =>
    void controlTransfers(action, idsFor(action, currentTransfers(scope)));
  return (
    <div className={styles['line']}>
      {isAllEnded && <Dot tone={tone} />}
      <span className={styles['text']} title={text}>
        {text}
      </span>
      {overall !== undefined && (
        <ProgressBar
          label="Progress of the transfers"
          share={overall.share}
          valueText={text}
          tone={tone === 'run' ? 'calm' : tone === 'bad' ? 'bad' : tone === 'warn' ? 'warn' : 'rest'}
        />
      )}
      <span className={styles['gap']} />
      {canPause && (
        <IconButton label="Pause all transfers here" size="small" onPress={() => act('pause')}>
          <Pause size={14} />
        </IconButton>
      )}
      {!canPause && canResume && (
        <IconButton label="Resume all transfers here" size="small" onPress={() => act('resume')}>
          <Play size={14} />
        </IconButton>
      )}
      {/* The list has a button of its own for it. */}
      {isAllEnded && !isOpen && (
        <Button size="small" variant="quiet" onPress={() => act('clear')}>
          Clear finished
        </Button>
      )}
      <IconButton
        label={isOpen ? 'Fold the list of transfers' : 'List of transfers'}
        size="small"
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': controls } : {})}
        onPress={onOpen}
      >
        {isOpen ? <ChevronDown size={14} /> : <ChevronUp size={14} />}
      </IconButton>
    </div>
  );
}

interface LineProps {
  scope: TransferScope;
  isOpen: boolean;
  controls: string;
  onOpen(): void;
}

/** The question of the transfer that has waited longest for an answer, while the list is folded. */
function Pressing({ scope }: { scope: TransferScope }) {
  const transfer = useTransfer(useFirstInNeed(scope) ?? '');
  return transfer === undefined ? null : <StripQuestion transfer={transfer} />;
}

/** At the foot of the file browser: how the transfers of this machine go. Nothing when there are none. */
export function TransferStrip({ sessionId, machine, isVisible = true }: TransferStripProps) {
  const scope = { sessionId, machine };
  const count = useTransferIds(scope).length;
  const isOpen = useTransferView(({ openLists }) => openLists[stripKey(sessionId, machine)] === true);
  const isPageShown = useView(({ page }) => page.kind === 'session' && page.sessionId === sessionId);
  const root = useRef<HTMLElement>(null);
  const id = useId();
  const isThere = count > 0 && isVisible;
  const toggle = () => setListOpen(sessionId, machine, !isOpen);

  useEffect(() => {
    if (!isThere) return undefined;
    return registerSight(
      sessionId,
      machine,
      () => root.current?.checkVisibility?.({ visibilityProperty: true }) ?? true,
    );
  }, [sessionId, machine, isThere]);
  useCommands(
    () => [
      {
        id: 'transfers.list',
        title: isOpen ? 'Fold the list of transfers' : 'List of transfers of this machine',
        group: 'Transfers',
        keys: ['Alt+J'],
        run: toggle,
      },
    ],
    isThere && isPageShown,
  );

  if (!isThere) return null;
  return (
    <section ref={root} className={styles['strip']} aria-label="Transfers" data-region="transfers">
      {isOpen && (
        <div id={id} className={styles['list']}>
          <TransferList scope={scope} showsMachine={false} isActive={isPageShown} />
        </div>
      )}
      {!isOpen && <Pressing scope={scope} />}
      <Line scope={scope} isOpen={isOpen} controls={id} onOpen={toggle} />
    </section>
  );
}
