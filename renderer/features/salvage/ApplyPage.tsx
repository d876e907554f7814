import { useEffect, useRef } from 'react';
import type { SessionRecord } from '../../../main/contract/record.ts';
import type { Salvage } from '../../../main/contract/salvage.ts';
import { openLink } from '../../state/app-actions.ts';
import { useRecord, useSalvage } from '../../state/record-hooks.ts';
import { showHistory } from '../../state/record-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { momentText } from '../../ui/time/span-text.ts';
import { ApplyPlanView } from './ApplyPlanView.tsx';
import { contentText } from './salvage-text.ts';
import { useApplyPlan } from './use-apply-plan.ts';
import styles from './Apply.module.css';

function Loaded({ record, salvage }: { record: SessionRecord; salvage: Salvage }) {
  const { state, look } = useApplyPlan(record.id, salvage.id);
  useCommands(() => [
    { id: 'apply.leave', title: 'Back', group: 'My work', keys: ['Escape'], run: () => showHistory(record.id) },
    { id: 'apply.look', title: 'Look at the clone again', group: 'My work', run: () => look(false) },
    { id: 'apply.choose', title: 'Apply to another folder…', group: 'My work', run: () => look(true) },
  ]);
  const plan = state.kind === 'plan' ? state.plan : undefined;
  const from = record.machines.length > 1 ? `${record.title} · ${salvage.machineName}` : record.title;
  return (
    <>
      <PageHeader back={{ label: 'Back to the session', onPress: () => showHistory(record.id) }}>
        <PageTitle>Apply to my clone</PageTitle>
      </PageHeader>
      <dl className={styles['sides']}>
        <dt>Saved work</dt>
        <dd>
          <span title={momentText(salvage.at)}>{`${from} · ${contentText(salvage)}`}</span>
        </dd>
        <dt>My clone</dt>
        <dd>
          <code title={plan?.folder}>{plan?.folder ?? (state.kind === 'looking' ? '…' : 'none chosen')}</code>
          {plan?.branch !== undefined && <small>{`on ${plan.branch}`}</small>}
          <Button size="small" variant="quiet" onPress={() => look(true)}>
            {state.kind === 'no-folder' ? 'Choose a folder…' : 'Choose another…'}
          </Button>
        </dd>
      </dl>
      {state.kind === 'looking' && (
        <div className={styles['plan']}>
          <Skeleton label="Looking at what would change" lines={6} />
        </div>
      )}
      {state.kind === 'no-folder' && (
        <EmptyState
          title="No folder is chosen"
          actions={
            <Button variant="primary" onPress={() => look(true)}>
              Choose a folder…
            </Button>
          }
        >
          Choose the clone of this project on this computer. Nothing is changed before you have seen what would be.
        </EmptyState>
      )}
      {state.kind === 'problem' && (
        <div className={styles['plan']}>
          <ProblemNotice problem={state.problem} onOpenLink={(url) => void openLink(url)}>
            <Button size="small" onPress={() => look(false)}>
              Try again
            </Button>
            <Button size="small" onPress={() => look(true)}>
              Choose another folder…
            </Button>
          </ProblemNotice>
        </div>
      )}
      {plan !== undefined && <ApplyPlanView key={plan.planId} plan={plan} salvage={salvage} onLook={look} />}
    </>
  );
}

/** Brings what was saved into a clone on this computer: what would change first, then the change. */
export function ApplyPage({ sessionId, salvageId }: { sessionId: string; salvageId: string }) {
  const record = useRecord(sessionId);
  const salvage = useSalvage(sessionId, salvageId);
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) root.current?.focus();
  }, []);
  return (
    <main ref={root} className={styles['page']} tabIndex={-1} aria-label="Apply to my clone" data-region="apply">
      {record === undefined || salvage === undefined ? (
        <>
          <PageHeader>
            <PageTitle>Apply to my clone</PageTitle>
          </PageHeader>
          <EmptyState
            title="What was saved is not there any more"
            actions={<Button onPress={() => showHistory(record?.id)}>Back to the history</Button>}
          />
        </>
      ) : (
        <Loaded key={salvageId} record={record} salvage={salvage} />
      )}
    </main>
  );
}
