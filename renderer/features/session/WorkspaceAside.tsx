import type { Account } from '../../../main/contract/account.ts';
import type { HostKey, Session } from '../../../main/contract/session.ts';
import { placeName } from '../../state/accounts.ts';
import { useAccount, useDetail } from '../../state/areas.ts';
import { copyText } from '../../state/app-actions.ts';
import { isVisit } from '../../state/session-states.ts';
import { stepEntry, stepsByMachine } from '../../state/steps.ts';
import { runLine } from '../../tabs/tab-actions.ts';
import { AsideRow, AsideSection } from '../../ui/AsideSection.tsx';
import { Button } from '../../ui/Button.tsx';
import { ActionChip } from '../../ui/Chip.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { StatusList } from '../../ui/StatusList.tsx';
import { changeFolderLine } from '../../tabs/change-folder.ts';
import { Machines } from './Machines.tsx';
import { Screens } from './Screens.tsx';
import type { SessionPartProps, SessionParts } from './session-parts.ts';
import styles from './WorkspaceAside.module.css';

function keySource(source: HostKey['source'], account: Account | undefined): string {
  if (source === 'first-contact') return 'seen at first contact';
  return account === undefined || account.provider === 'buildhost'
    ? 'told by the build host'
    : `told by ${placeName(account)}`;
}

function FailedStep({ session }: { session: Session }) {
  const { failedStep } = session;
  if (failedStep === undefined) return null;
  const canRun = session.machines.some(({ index, link }) => index === failedStep.machine && link === 'connected');
  return (
    <section className={styles['failed']}>
      <h2>Failed step</h2>
      <pre className={styles['command']} tabIndex={0} role="region" aria-label="Command of the failed step">
        {failedStep.command}
      </pre>
      <AsideRow>
        <Button
          variant="primary"
          isDisabled={!canRun}
          onPress={() => void runLine(session, failedStep.machine, failedStep.replayLine)}
        >
          Run it here
        </Button>
        <Button onPress={() => void copyText(failedStep.command, 'The command')}>Copy</Button>
      </AsideRow>
    </section>
  );
}

function Places({ session, machine }: { session: Session; machine: number }) {
  const shown = session.machines.find(({ index }) => index === machine);
  const places = session.places.filter((place) => place.machine === machine);
  if (places.length === 0 || shown === undefined) return null;
  const { os, link } = shown;
  return (
    <AsideSection title="Go to">
      <AsideRow>
        {places.map(({ name, path }) => (
          <ActionChip
            key={`${name}\n${path}`}
            title={`Go to ${name}`}
            isDisabled={link !== 'connected'}
            onPress={() => void runLine(session, machine, changeFolderLine(path, os))}
          >
            {name}
          </ActionChip>
        ))}
      </AsideRow>
    </AsideSection>
  );
}

function MachineFacts({ session, machine }: { session: Session; machine: number }) {
  const shown = session.machines.find(({ index }) => index === machine);
  const account = useAccount(session.accountId);
  if (shown === undefined) return null;
  const { hostKey, signedInWith, link } = shown;
  const latencyMs = link === 'connected' ? shown.latencyMs : undefined;
  return (
    <AsideSection title={session.machines.length > 1 ? shown.name : 'Machine'}>
      <Facts
        entries={[
          ['Host key', hostKey && `${hostKey.sha256} ✓ ${keySource(hostKey.source, account)}`],
          ['Signed in', signedInWith],
          ['Latency', latencyMs === undefined ? undefined : `${Math.round(latencyMs)} ms`],
          ['Goes away', session.deadline.reason],
        ]}
      />
    </AsideSection>
  );
}

function Rebuild({ session, machine }: { session: Session; machine: number }) {
  const detail = useDetail(session.rebuildId);
  const name = isVisit(session) ? 'Build' : 'Rebuild';
  const own = stepsByMachine(detail?.steps ?? []).find((group) => group.machine === machine);
  if (own === undefined) return null;
  return (
    <AsideSection title={name}>
      <StatusList label={`Steps of the ${name.toLowerCase()}`} entries={own.steps.map(stepEntry)} />
    </AsideSection>
  );
}

interface WorkspaceAsideProps extends SessionPartProps {
  parts: SessionParts;
}

/** What helps with the work in the terminal, the most needed first: the step that failed, places, the machine last. */
export function WorkspaceAside({ parts, ...props }: WorkspaceAsideProps) {
  const { session, machine } = props;
  return (
    <aside className={styles['aside']} aria-label="Machine and failed step" data-region="aside">
      <div className={styles['failure']}>
        <FailedStep session={session} />
        <parts.Failure {...props} />
      </div>
      <Machines session={session} machine={machine} />
      <Places session={session} machine={machine} />
      <parts.Aside {...props} />
      <Screens session={session} machine={machine} />
      <MachineFacts session={session} machine={machine} />
      {session.rebuildId !== undefined && <Rebuild session={session} machine={machine} />}
    </aside>
  );
}
