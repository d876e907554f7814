import { Monitor } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CallOutput } from '../../../../main/contract/calls.ts';
import type { Problem, Result } from '../../../../main/contract/problem.ts';
import type { Session } from '../../../../main/contract/session.ts';
import { openLink } from '../../../state/app-actions.ts';
import { findScreens, type ScreenSource } from '../../../state/screen-actions.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { hasScreenThroughSsh, screenChoices } from '../../../tabs/screen-choices.ts';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { shownText } from '../../../ui/text/shown-text.ts';
import { usePending } from '../../../ui/use-pending.ts';
import { ByHand } from './ByHand.tsx';
import { Starters } from './Starters.tsx';
import styles from './ScreenSearch.module.css';

interface ScreenSearchProps {
  session: Session;
  machine: number;
  isVisible: boolean;
  onOpen(source: ScreenSource): Promise<void>;
  /** A screen was opened in another way; this page has served. */
  onOpened(screenId: string): void;
}

type Found = Result<CallOutput<'screens.find'>>;

function FoundList({ found, onOpen }: { found: CallOutput<'screens.find'>; onOpen: ScreenSearchProps['onOpen'] }) {
  const [isPending, run] = usePending();
  if (found.found.length === 0) {
    return <p className={styles['none']}>{found.missing ?? 'No screen answers on this machine.'}</p>;
  }
  return (
    <ul className={styles['found']}>
      {found.found.map(({ protocol, port, description }) => (
        <li key={`${protocol} ${port}`}>
          <Monitor size={15} aria-hidden />
          <span className={styles['what']}>{shownText(description)}</span>
          <code>
            {protocol.toUpperCase()} · port {port}
          </code>
          <Button
            size="small"
            variant={found.found.length === 1 ? 'primary' : 'plain'}
            isPending={isPending}
            aria-label={`Open ${shownText(description)}, port ${port}`}
            onPress={() => run(() => onOpen({ kind: 'ssh', protocol, port }))}
          >
            Open
          </Button>
        </li>
      ))}
    </ul>
  );
}

function ThroughSsh({ session, machine, isVisible, onOpen, onOpened }: ScreenSearchProps) {
  const [found, setFound] = useState<Found>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOld = false;
    void findScreens(session.id, machine).then((result) => {
      if (!isOld) setFound(result);
    });
    return () => {
      isOld = true;
    };
  }, [session.id, machine, round]);
  function lookAgain(): void {
    setFound(undefined);
    setRound(round + 1);
  }
  useCommands(
    () => [{ id: 'screen.lookAgain', title: 'Look for screens again', group: 'Screen', run: lookAgain }],
    isVisible,
  );
  return (
    <>
      <section className={styles['section']} aria-label="Screens on this machine">
        <header className={styles['head']}>
          <h2>On this machine</h2>
          <Button size="small" variant="quiet" isDisabled={found === undefined} onPress={lookAgain}>
            Look again
          </Button>
        </header>
        {found === undefined && <Skeleton label="Looking for screens on this machine" lines={3} />}
        {found?.ok === false && (
          <ProblemNotice problem={found.problem} role="status" onOpenLink={(url) => void openLink(url)} />
        )}
        {found?.ok === true && <FoundList found={found.value} onOpen={onOpen} />}
      </section>
      {found?.ok === true && found.value.starters.length > 0 && (
        <Starters sessionId={session.id} machine={machine} starters={found.value.starters} onOpened={onOpened} />
      )}
      <ByHand onOpen={onOpen} os={session.machines.find(({ index }) => index === machine)?.os ?? 'other'} />
    </>
  );
}

function Missing({ problem }: { problem: Pick<Problem, 'message' | 'hint'> }) {
  return <Notice tone="warn" message={problem.message} hint={problem.hint} />;
}

/** Ways to a screen of a machine: what it lacks for one of its own, and what can be had through SSH. */
export function ScreenSearch(props: ScreenSearchProps) {
  const { session, machine, isVisible } = props;
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isVisible) root.current?.focus();
  }, [isVisible]);
  const shown = session.machines.find(({ index }) => index === machine);
  const missing = screenChoices(session).flatMap((choice) =>
    choice.machine === machine ? (choice.missing ?? []) : [],
  );
  const canSearch = shown !== undefined && hasScreenThroughSsh(shown);
  return (
    <section ref={root} className={styles['page']} tabIndex={-1} aria-label="Open a screen" data-region="screen">
      <div className={styles['column']}>
        {missing.map((hint) => (
          <Missing key={hint} problem={{ message: 'This machine cannot show a desktop of its own yet.', hint }} />
        ))}
        {canSearch ? (
          <>
            <p className={styles['intro']}>
              A screen that listens on the machine itself is reached through its SSH connection: encrypted, and without
              a port that others could see.
            </p>
            <ThroughSsh {...props} />
          </>
        ) : (
          <Notice
            tone="off"
            message="This machine has no SSH connection now."
            hint="Screens are looked for once there is one."
          />
        )}
      </div>
    </section>
  );
}
