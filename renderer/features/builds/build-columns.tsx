import type { Build } from '../../../main/contract/build.ts';
import { useAccountLabels, useSharedProjectNames, useShortAccountNames } from '../../state/areas.ts';
import { useView } from '../../state/view.ts';
import { Dot } from '../../ui/Dot.tsx';
import type { TableColumn } from '../../ui/table/TableRow.tsx';
import { Elapsed, RelativeTime } from '../../ui/time/Times.tsx';
import { buildLook } from '../../state/looks.ts';
import { buildOrigin, machineText, originParts } from './build-text.ts';
import styles from './BuildTable.module.css';

function StateCell({ build }: { build: Build }) {
  const { tone, label } = buildLook(build.state);
  return <Dot tone={tone} label={label} isBusy={build.state === 'running'} />;
}

function TitleCell({ build }: { build: Build }) {
  const isAll = useView((view) => view.scope.kind === 'all');
  const isShared = useSharedProjectNames().has(build.projectName);
  const accountName = useShortAccountNames().get(build.accountId);
  const label = useAccountLabels().get(build.accountId);
  const origin = buildOrigin(build);
  // The account stands in the row only where the project's name does not say which one it is.
  const { place, marks } = originParts(build);
  const rest = isAll && isShared && accountName !== undefined ? [...marks, accountName] : marks;
  return (
    <>
      <div className={styles['title']} title={build.title}>
        {build.title}
      </div>
      <small className={styles['origin']} title={label === undefined ? origin : `${origin} · ${label}`}>
        <span>{place}</span>
        <b>{` · #${build.number}`}</b>
        {rest.length > 0 && <span>{rest.map((part) => ` · ${part}`)}</span>}
      </small>
    </>
  );
}

function StepCell({ build }: { build: Build }) {
  if (build.failingStep !== undefined) {
    return (
      <span className={styles['failing']} title={build.failingStep}>
        {build.failingStep}
      </span>
    );
  }
  const isNotable = build.state === 'cancelled' || build.state === 'interrupted' || build.state === 'queued';
  return isNotable ? <span className={styles['remark']}>{buildLook(build.state).label.toLowerCase()}</span> : null;
}

/** The columns of the list of builds; widths stand in BuildTable.module.css. */
export const buildColumns: readonly TableColumn<Build>[] = [
  { id: 'state', title: 'State', cell: (build) => <StateCell build={build} /> },
  { id: 'build', title: 'Build', cell: (build) => <TitleCell build={build} /> },
  { id: 'step', title: 'Failing step', cell: (build) => <StepCell build={build} /> },
  { id: 'machine', title: 'Machine', cell: machineText },
  { id: 'took', title: 'Took', cell: (build) => <Elapsed from={build.startedAt} to={build.finishedAt} /> },
  { id: 'when', title: 'When', cell: (build) => <RelativeTime at={build.queuedAt} /> },
];
