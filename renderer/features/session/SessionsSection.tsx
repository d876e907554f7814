import type { Session } from '../../../main/contract/session.ts';
import { placeName } from '../../state/accounts.ts';
import { useAccount, useSessions } from '../../state/areas.ts';
import { isOver, sessionPhase } from '../../state/session-states.ts';
import { showSession, useView } from '../../state/view.ts';
import { Dot } from '../../ui/Dot.tsx';
import { SideHeading, SideItem } from '../../ui/SideItem.tsx';
import { TimeLeft } from './TimeLeft.tsx';
import { sessionLook } from './session-look.ts';

function SessionItem({ session, isNamesake }: { session: Session; isNamesake: boolean }) {
  const account = useAccount(session.accountId);
  const isCurrent = useView(({ page }) => page.kind === 'session' && page.sessionId === session.id);
  const { tone, label } = sessionLook(sessionPhase(session));
  return (
    <SideItem
      isCurrent={isCurrent}
      onPress={() => showSession(session.id)}
      mark={<Dot tone={tone} label={label} isBusy={tone === 'run'} />}
      end={isOver(session.state) ? 'ended' : <TimeLeft deadline={session.deadline} isShort />}
      {...(session.leftSince === undefined ? {} : { title: 'Left running' })}
    >
      {isNamesake ? `${session.title} · ${placeName(account)}` : session.title}
    </SideItem>
  );
}

/** Sessions in the sidebar, each with the time it has left. Nothing while there are none. */
export function SessionsSection() {
  const sessions = useSessions();
  if (sessions.length === 0) return null;
  return (
    <>
      <SideHeading action={<span>{sessions.length}</span>}>Sessions</SideHeading>
      {sessions.map((session) => (
        <SessionItem
          key={session.id}
          session={session}
          isNamesake={sessions.some(({ id, title }) => id !== session.id && title === session.title)}
        />
      ))}
    </>
  );
}
