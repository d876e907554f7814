import type { Session } from '../../../main/contract/session.ts';
import { useSettings } from '../../state/areas.ts';
import { useSalvages } from '../../state/record-hooks.ts';
import { latestByMachine } from '../../state/record-states.ts';
import { showHistory } from '../../state/record-view.ts';
import { startSalvage } from '../../state/salvage-actions.ts';
import { isOver } from '../../state/session-states.ts';
import { useCommands } from '../../state/use-commands.ts';
import { AsideSection } from '../../ui/AsideSection.tsx';
import { Button } from '../../ui/Button.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { usePending } from '../../ui/use-pending.ts';
import { SalvageItem } from './SalvageItem.tsx';
import { WishesEditor } from './WishesEditor.tsx';
import styles from './Salvage.module.css';

interface SalvageAsideProps {
  session: Session;
  machine: number;
  isShown: boolean;
}

/** One machine of several; the button for all of them stands above. */
function SaveOne({ session, machine }: { session: Session; machine: number }) {
  const salvages = useSalvages(session.id);
  const [isPending, run] = usePending();
  const shown = session.machines.find(({ index }) => index === machine);
  if (session.machines.length < 2 || shown === undefined) return null;
  const isRunning = salvages.some((salvage) => salvage.machine === machine && salvage.state === 'running');
  return (
    <div className={styles['actions']}>
      <Button
        size="small"
        isPending={isPending}
        isDisabled={shown.link !== 'connected' || isRunning}
        onPress={() => run(() => startSalvage(session.id, machine))}
      >
        {`Save only ${shown.name}`}
      </Button>
    </div>
  );
}

/** Bringing the work home: what it is, how it goes, and what else is wanted. */
export function SalvageAside({ session, machine, isShown }: SalvageAsideProps) {
  const { id } = session;
  const salvages = useSalvages(id);
  const { salvageAtEnd } = useSettings();
  useCommands(
    () => [
      {
        id: 'session.history',
        title: 'What stays of this session',
        group: `Session ${session.title}`,
        keywords: 'history notes recordings salvage',
        run: () => showHistory(id),
      },
    ],
    isShown,
  );
  const over = isOver(session.state);
  const hasSsh = session.machines.some(({ endpoints }) => endpoints.some(({ kind }) => kind === 'ssh'));
  if (!hasSsh || (over && salvages.length === 0)) return null;
  const latest = latestByMachine(salvages);
  const earlier = salvages.length - latest.length;
  return (
    <AsideSection title="My work" label="My work">
      {!over && (
        <p className={styles['content']}>
          “Save my work” brings changes, commits, new files and what was typed to this computer.
          {salvageAtEnd && ' It also happens by itself before the machine goes.'}
        </p>
      )}
      {latest.length > 0 && (
        <ul className={styles['boxes']} aria-label="Saved last">
          {latest.map((salvage) => (
            <SalvageItem key={salvage.id} sessionId={id} salvage={salvage} showsMachine={session.machines.length > 1} />
          ))}
        </ul>
      )}
      {!over && <SaveOne session={session} machine={machine} />}
      <div className={styles['actions']}>
        <Button size="small" variant="quiet" onPress={() => showHistory(id)}>
          {earlier === 0
            ? 'Notes and recordings'
            : `${countOf(earlier, 'earlier save', 'earlier saves')}, notes, recordings`}
        </Button>
      </div>
      {!over && <WishesEditor sessionId={id} />}
    </AsideSection>
  );
}
