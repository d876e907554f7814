import { ChevronDown } from 'lucide-react';
import type { Account } from '../../../../main/contract/account.ts';
import type { Build } from '../../../../main/contract/build.ts';
import type { Session } from '../../../../main/contract/session.ts';
import { placeName } from '../../../state/accounts.ts';
import { useSessions } from '../../../state/areas.ts';
import { enterRunningMachine, rebuildWithAccess } from '../../../state/build-actions.ts';
import { isOver } from '../../../state/session-states.ts';
import { showSession, useView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Described } from '../../../ui/Described.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { DurationMenu } from '../DurationMenu.tsx';
import styles from './BuildActions.module.css';

function useSessionOf(build: Build): Session | undefined {
  return useSessions().find(
    ({ buildId, rebuildId, state }) => (buildId === build.id || rebuildId === build.id) && !isOver(state),
  );
}

function canEnter(build: Build, { capabilities }: Account): boolean {
  return capabilities.attach && build.state === 'running';
}

/** The one way to a machine of this build that most people want now. */
export function AccessButton({ build, account }: { build: Build; account: Account }) {
  const [isPending, run] = usePending();
  const { capabilities } = account;
  const durationMs = useView((view) => view.accessDurationMs);
  const session = useSessionOf(build);
  if (session !== undefined) {
    return (
      <Button variant="primary" onPress={() => showSession(session.id)}>
        Go to its session
      </Button>
    );
  }
  if (canEnter(build, account)) {
    return (
      <Button variant="primary" isPending={isPending} onPress={() => run(() => enterRunningMachine(build.id))}>
        Enter the running machine
      </Button>
    );
  }
  if (!capabilities.rebuildWithAccess) return null;
  const rebuild = (
    <Described text={capabilities.accessInBrowser ? `Leads to the page of ${placeName(account)}` : undefined}>
      {(described) => (
        <Button
          variant="primary"
          isPending={isPending}
          {...described}
          onPress={() => run(() => rebuildWithAccess(build.id, capabilities.duration ? durationMs : undefined))}
        >
          Rebuild with remote access
        </Button>
      )}
    </Described>
  );
  if (!capabilities.duration) return rebuild;
  return (
    <span className={styles['joined']}>
      {rebuild}
      <DurationMenu>
        <ChevronDown size={13} aria-hidden />
      </DurationMenu>
    </span>
  );
}

/** What the button does beyond this window, in words. */
export function AccessRemark({ build, account }: { build: Build; account: Account }) {
  const session = useSessionOf(build);
  const { capabilities } = account;
  if (!capabilities.accessInBrowser || !capabilities.rebuildWithAccess) return null;
  if (session !== undefined || canEnter(build, account)) return null;
  const name = placeName(account);
  return (
    <p className={styles['remark']}>
      {name} wants the build started on its own page. Jumpseat leads there;{' '}
      {capabilities.paste ? 'what the page then shows is pasted here.' : 'everything after that goes by itself.'}
    </p>
  );
}
