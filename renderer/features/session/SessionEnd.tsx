import { CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import type { Session } from '../../../main/contract/session.ts';
import { useCapabilities } from '../../state/areas.ts';
import { rebuildWithAccess } from '../../state/build-actions.ts';
import { forgetSession } from '../../state/session-actions.ts';
import { goToBuild } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { usePending } from '../../ui/use-pending.ts';

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
}

/** What became of a session, and what to do next. */
export function SessionEnd({ session, state, onRead }: SessionEndProps) {
  const capabilities = useCapabilities(session.accountId);
  const [isStarting, runStart] = usePending();
  const [isForgetting, runForget] = usePending();
  const Icon = icons[state];
  const { title, text } = ends[state];
  return (
    <EmptyState
      icon={<Icon size={30} strokeWidth={1.5} />}
      title={session.problem === undefined || state === 'closed' ? title : session.problem.message}
      actions={
        <>
          {capabilities?.rebuildWithAccess === true && (
            <Button
              variant={state === 'failed' ? 'plain' : 'primary'}
              isPending={isStarting}
              onPress={() => runStart(() => rebuildWithAccess(session.buildId))}
            >
              Rebuild again
            </Button>
          )}
          <Button onPress={() => goToBuild(session.buildId)}>Go to the build</Button>
          {onRead !== undefined && <Button onPress={onRead}>Read the terminals</Button>}
          <Button isPending={isForgetting} onPress={() => runForget(() => forgetSession(session.id, session.buildId))}>
            Remove from the list
          </Button>
        </>
      }
    >
      <p>{session.problem?.hint ?? text}</p>
      {state === 'closed' && session.problem !== undefined && <p>{session.problem.message}</p>}
    </EmptyState>
  );
}
