import { useEffect } from 'react';
import type { Session } from '../../../main/contract/session.ts';
import { useTruth } from '../../state/truth.ts';
import { isOver } from '../../state/session-states.ts';
import { useView } from '../../state/view.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { minutesLeft } from '../../ui/time/time-text.ts';
import { useTimed } from '../../ui/time/use-timed.ts';

const APP_NAME = 'Jumpseat';

function SessionTitle({ session }: { session: Session }) {
  const { at, certainty } = session.deadline;
  const isCounting = at !== undefined && certainty !== 'unknown' && !isOver(session.state);
  // The taskbar shows it while the window itself is out of sight.
  const { text } = useTimed((now) => (isCounting ? minutesLeft(at, now) : { text: '', nextChangeAt: undefined }), true);
  const left = text === '' ? '' : ` · ${certainty === 'estimated' ? 'about ' : ''}${text} left`;
  const title = `${shownText(session.title)}${left} – ${APP_NAME}`;
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = APP_NAME;
    };
  }, [title]);
  return null;
}

/** The title of the window: the session in front, with the time that it has left. */
export function WindowTitle() {
  const sessionId = useView(({ page }) => (page.kind === 'session' ? page.sessionId : undefined));
  const session = useTruth(({ truth }) => (sessionId === undefined ? undefined : truth.sessions[sessionId]));
  return session === undefined ? null : <SessionTitle key={session.id} session={session} />;
}
