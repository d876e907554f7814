import type { Session, SessionMachine } from '../../../main/contract/session.ts';
import { openLink } from '../../state/app-actions.ts';
import { reconnect } from '../../state/session-actions.ts';
import { showPage } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { CopyPublicKey } from './keys/CopyPublicKey.tsx';
import { PassphraseNotice } from './keys/PassphraseNotice.tsx';
import styles from './Workspace.module.css';

function LinkNotice({ session, machine }: { session: Session; machine: SessionMachine }) {
  const [isPending, run] = usePending();
  const name = session.machines.length > 1 ? machine.name : 'the machine';
  const usual = machine.link === 'lost' ? `The connection to ${name} was lost.` : `There is no connection to ${name}.`;
  const { problem } = machine;
  if (problem?.code === 'passphrase-needed') {
    return <PassphraseNotice problem={problem} onOpened={() => reconnect(session.id, machine.index)} />;
  }
  return (
    <ProblemNotice problem={problem ?? { message: usual }} onOpenLink={(url) => void openLink(url)}>
      {problem?.code === 'key-not-registered' && <CopyPublicKey />}
      {problem?.code === 'sign-in-refused' && (
        <Button size="small" onPress={() => showPage({ kind: 'keys' })}>
          Keys and secrets
        </Button>
      )}
      <Button size="small" isPending={isPending} onPress={() => run(() => reconnect(session.id, machine.index))}>
        Reconnect
      </Button>
    </ProblemNotice>
  );
}

/** Says which machines are out of reach, why, and offers the way back. */
export function LinkNotices({ session }: { session: Session }) {
  const broken = session.machines.filter(({ link }) => link === 'lost' || link === 'failed');
  if (broken.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {broken.map((machine) => (
        <LinkNotice key={machine.index} session={session} machine={machine} />
      ))}
    </div>
  );
}
