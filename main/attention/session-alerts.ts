import type { Session } from '../contract/session.ts';
import { bodyOf, shortName, type News } from './alert.ts';
import { isAtWork, minutesLeft } from './time-left.ts';

export interface SessionNews {
  /** Machines that are there now, or could not be had. */
  ready: { session: Session; news: News }[];
  /** Sessions that nobody seems to use. */
  left: News[];
}

/** Tells of sessions that became ready, failed, or were left running. What is so at the first look is no news. */
export interface SessionAlerts {
  look(sessions: readonly Session[], now: number): SessionNews;
}

const MINUTE_MS = 60_000;

function readyNews(session: Session, now: number): News {
  const name = shortName(session.title);
  const left = minutesLeft(session.deadline, now);
  return {
    title: `${name} is ready`,
    body: bodyOf(`The machine is there${left === undefined ? '' : `, with ${left.text}`}.`),
    line: `${name} is ready`,
    isUrgent: false,
    act: { kind: 'open-session', sessionId: session.id },
    actions: [{ label: 'Open', act: { kind: 'open-session', sessionId: session.id } }],
  };
}

function failedNews(session: Session): News {
  const name = shortName(session.title);
  const { problem } = session;
  return {
    title: `${name}: there is no machine`,
    body: bodyOf(problem?.message ?? 'The session could not go on.', problem?.hint),
    line: `${name}: there is no machine`,
    isUrgent: false,
    act: { kind: 'open-session', sessionId: session.id },
    actions: [],
  };
}

function leftNews(session: Session, leftSince: number, now: number): News {
  const name = shortName(session.title);
  const minutes = Math.max(1, Math.round((now - leftSince) / MINUTE_MS));
  const left = minutesLeft(session.deadline, now);
  return {
    title: `You left ${name} running`,
    body: bodyOf(
      `Nobody has used it for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      left === undefined ? undefined : `The machine stays for ${left.span} unless you end the session.`,
    ),
    line: `${name}: ${minutes} min without use`,
    isUrgent: false,
    act: { kind: 'open-session', sessionId: session.id },
    actions: [
      { label: 'I am still here', act: { kind: 'stay', sessionId: session.id } },
      { label: 'End…', act: { kind: 'end', sessionId: session.id } },
    ],
  };
}

export function createSessionAlerts(): SessionAlerts {
  let states: Map<string, Session['state']> | undefined;
  const left = new Set<string>();

  return {
    look(sessions, now) {
      const before = states;
      states = new Map(sessions.map(({ id, state }) => [id, state]));
      const news: SessionNews = { ready: [], left: [] };
      for (const session of sessions) {
        const { id, state, leftSince } = session;
        const was = before?.get(id);
        if (before !== undefined && was !== state) {
          if (state === 'ready' && was !== 'closing') news.ready.push({ session, news: readyNews(session, now) });
          // One that had a machine says so as a lost link, or by its end.
          const isOnItsWay = was !== undefined && was !== 'ready' && was !== 'closing';
          if (state === 'failed' && isOnItsWay) news.ready.push({ session, news: failedNews(session) });
        }
        if (leftSince === undefined || !isAtWork(session)) left.delete(id);
        else if (!left.has(id)) {
          left.add(id);
          news.left.push(leftNews(session, leftSince, now));
        }
      }
      for (const id of left) if (!states.has(id)) left.delete(id);
      return news;
    },
  };
}
