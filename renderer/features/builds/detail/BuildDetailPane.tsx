import type { ComponentType } from 'react';
import type { Build, BuildDetail } from '../../../../main/contract/build.ts';
import { accountTrouble } from '../../../state/accounts.ts';
import { openLink } from '../../../state/app-actions.ts';
import { useAccount, useBuild, useBuildAccounts, useDetail } from '../../../state/areas.ts';
import { tellingStep } from '../../../state/steps.ts';
import { loadDetailAgain, useDetailProblem } from '../../../state/watch-builds.ts';
import { openLog, selectStep, useView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { TimeAgo } from '../../../ui/time/Times.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { shortCommit } from '../build-text.ts';
import { Artifacts } from './Artifacts.tsx';
import { BuildActions } from './BuildActions.tsx';
import { LogTail } from './LogTail.tsx';
import { StepList } from './StepList.tsx';
import styles from './BuildDetailPane.module.css';

function Heading({ build }: { build: Build }) {
  const origin = [
    build.projectName,
    build.branch,
    build.commit === undefined ? undefined : shortCommit(build.commit),
    `#${build.number}`,
  ];
  return (
    <div className={styles['heading']}>
      <h2 className={styles['title']} title={build.title}>
        {build.title}
      </h2>
      <p className={styles['origin']}>
        {origin.filter(Boolean).join(' · ')} · <TimeAgo at={build.queuedAt} />
      </p>
    </div>
  );
}

/** Whose build it is, where there is more than one account to think of. */
function useAccountName(accountId: string): string | undefined {
  const label = useAccount(accountId)?.label;
  return useBuildAccounts().length > 1 ? label : undefined;
}

/** Stands where the steps would: they are on their way, or why they are not. */
function NoSteps({ build }: { build: Build }) {
  const account = useAccount(build.accountId);
  const { buildId, problem } = useDetailProblem();
  const [isPending, run] = usePending();
  if (buildId !== build.id || problem === undefined) return <Skeleton label="Loading the steps" lines={5} />;
  // What is wrong with the account is said above the list, with what to do.
  if (account !== undefined && accountTrouble(account) !== undefined) {
    return <Notice tone="off" role="status" message={`The steps can be seen once ${account.label} works again.`} />;
  }
  return (
    <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)}>
      <Button size="small" isPending={isPending} onPress={() => run(() => loadDetailAgain(build.id))}>
        Try again
      </Button>
    </ProblemNotice>
  );
}

function Content({ build, detail }: { build: Build; detail: BuildDetail | undefined }) {
  const chosenId = useView((view) => view.stepId);
  const accountName = useAccountName(build.accountId);
  const hasArtifacts = useAccount(build.accountId)?.capabilities.artifacts === true;
  if (detail === undefined) return <NoSteps build={build} />;
  const step = detail.steps.find(({ id }) => id === chosenId) ?? tellingStep(detail.steps);
  return (
    <>
      {detail.message !== undefined && (
        <Notice tone={build.state === 'failed' ? 'bad' : 'warn'} message={detail.message} />
      )}
      {detail.steps.length > 0 && (
        <StepList steps={detail.steps} selectedId={step?.id} onSelect={selectStep} onOpen={openLog} isFolding />
      )}
      {step !== undefined && <LogTail key={step.id} buildId={build.id} step={step} />}
      <Facts
        entries={[
          ['Machine', build.machine.count > 1 ? `${build.machine.label} ×${build.machine.count}` : build.machine.label],
          ['Access', detail.access],
          ['Available', detail.availability],
          ['Account', accountName],
          ['Started by', build.author],
        ]}
      />
      {hasArtifacts && <Artifacts key={build.id} buildId={build.id} />}
    </>
  );
}

/** Everything about the selected build, beside the list. */
export function BuildDetailPane({ Sessions }: { Sessions: ComponentType<{ buildId: string }> | undefined }) {
  const build = useBuild(useView((view) => view.selectedBuildId));
  const detail = useDetail(build?.id);
  return (
    <aside className={styles['pane']} aria-label="Build" data-region="detail">
      {build === undefined ? (
        <EmptyState title="No build selected">
          Choose one in the list to see its steps, where it failed, and how to get onto its machine.
        </EmptyState>
      ) : (
        <>
          <Heading build={build} />
          <BuildActions build={build} />
          <Content build={build} detail={detail} />
          {Sessions !== undefined && <Sessions buildId={build.id} />}
        </>
      )}
    </aside>
  );
}
