import type { Build, BuildDetail } from '../../../../main/contract/build.ts';
import { useAccount, useBuild, useBuildAccounts, useDetail } from '../../../state/areas.ts';
import { tellingStep } from '../../../state/steps.ts';
import { openLog, selectStep, useView } from '../../../state/view.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { TimeAgo } from '../../../ui/time/Times.tsx';
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

function Content({ build, detail }: { build: Build; detail: BuildDetail | undefined }) {
  const chosenId = useView((view) => view.stepId);
  const accountName = useAccountName(build.accountId);
  const hasArtifacts = useAccount(build.accountId)?.capabilities.artifacts === true;
  if (detail === undefined) return <Skeleton label="Loading the steps" lines={5} />;
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
export function BuildDetailPane() {
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
        </>
      )}
    </aside>
  );
}
