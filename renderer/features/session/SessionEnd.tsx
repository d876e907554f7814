import { CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Session } from '../../../main/contract/session.ts';
import { openLink } from '../../state/app-actions.ts';
import { useCapabilities } from '../../state/areas.ts';
import { rebuildWithAccess } from '../../state/build-actions.ts';
import { forgetSession } from '../../state/session-actions.ts';
import { isVisit } from '../../state/session-states.ts';
import { useCommands } from '../../state/use-commands.ts';
import { goToBuild } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { CopyPublicKey } from './keys/CopyPublicKey.tsx';

interface End {
  title: string;
  text: string;
}

const ends: Record<'closed' | 'expired' | 'failed', End> = {
  closed: { title: 'The session has ended', text: 'The machine is gone, and its keys are void.' },
  expired: { title: 'Time is up', text: 'The machine reached the end of its time and is gone.' },
  failed: { title: 'The session could not go on', text: 'There is no machine to work on.' },
};

const icons = { closed: CircleSlash, expired: Hourglass, failed: TriangleAlert } as const;

interface SessionEndProps {
  session: Session;
  state: keyof typeof ends;
  /** Shows the terminals once more; absent when there are none to show. */
  onRead: (() => void) | undefined;
  isShown: boolean;
  /** What stays of it. */
  children?: ReactNode;
}

/** What became of a session, and what to do next. */
export function SessionEnd({ session, state, onRead, isShown, children }: SessionEndProps) {
  const capabilities = useCapabilities(session.accountId);
  const [isStarting, runStart] = usePending();
  const [isForgetting, runForget] = usePending();
  const { id, buildId, problem } = session;
  const canRebuild = buildId !== undefined && capabilities?.rebuildWithAccess === true;
  const rebuildAgain = (): void => {
    if (buildId !== undefined) runStart(() => rebuildWithAccess(buildId));
  };
  const forget = (): void => runForget(() => forgetSession(id, buildId));
  useCommands(() => {
    const group = `Session ${session.title}`;
    return [
      ...(canRebuild ? [{ id: 'session.again', title: 'Rebuild again', group, run: rebuildAgain }] : []),
      ...(onRead === undefined ? [] : [{ id: 'session.read', title: 'Read the terminals', group, run: onRead }]),
      { id: 'session.forget', title: 'Remove the session from the list', group, run: forget },
    ];
  }, isShown);
  const Icon = icons[state];
  const { title, text } = ends[state];
  return (
    <EmptyState
      icon={<Icon size={30} strokeWidth={1.5} />}
      title={problem === undefined || state === 'closed' ? title : problem.message}
      actions={
        <>
          {problem?.code === 'key-not-registered' && <CopyPublicKey size="normal" variant="primary" />}
          {problem?.link !== undefined && (
            <Button onPress={() => void openLink(problem.link ?? '')}>Open the page</Button>
          )}
          {canRebuild && (
            <Button variant={state === 'failed' ? 'plain' : 'primary'} isPending={isStarting} onPress={rebuildAgain}>
              Rebuild again
            </Button>
          )}
          {buildId !== undefined && <Button onPress={() => goToBuild(buildId)}>Go to the build</Button>}
          {onRead !== undefined && <Button onPress={onRead}>Read the terminals</Button>}
          <Button isPending={isForgetting} onPress={forget}>
            Remove from the list
          </Button>
        </>
      }
    >
      {state === 'closed' && problem !== undefined && <p>{problem.message}</p>}
      <p>{problem?.hint ?? (isVisit(session) ? 'Jumpseat has disconnected from the build.' : text)}</p>
      {children}
    </EmptyState>
  );
}
