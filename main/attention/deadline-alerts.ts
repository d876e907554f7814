import type { Hold } from '../contract/hold.ts';
import type { Session } from '../contract/session.ts';
import { bodyOf, shortName, type News } from './alert.ts';
import { earliest, isAtWork, minutesLeft } from './time-left.ts';

const MINUTE_MS = 60_000;
/** An estimate that moves by less than this has not moved. */
const JITTER_MS = 30_000;
/** A machine that has just come is connected within this time, which mostly moves its end. */
const ARRIVAL_MS = 30_000;

/** The button that keeps a machine, where one press does it and has not yet. */
export function holdAction(hold: Hold | undefined, sessionId: string): News['actions'] {
  if (hold === undefined || hold.kind === 'snippet') return [];
  if (hold.kind === 'extend' ? hold.refused !== undefined : hold.isOn) return [];
  return [{ label: hold.label, act: { kind: 'hold', sessionId, isOn: true } }];
}

/** Warns of machines that go away: once at each of the minutes before the end. */
export interface DeadlineAlerts {
  /** What to say now of these sessions. */
  look(sessions: readonly Session[], minutes: readonly number[], now: number): News[];
  /** As if everything had been said that is due for a session now. */
  passOver(session: Session, minutes: readonly number[], now: number): void;
  /** When there may be something to say next. */
  nextAt(sessions: readonly Session[], minutes: readonly number[], now: number): number | undefined;
}

export function createDeadlineAlerts(): DeadlineAlerts {
  /** The smallest number of minutes that was warned of, by session. */
  const told = new Map<string, number>();

  const dueMinutes = (at: number, minutes: readonly number[], now: number): number =>
    Math.min(Infinity, ...minutes.filter((minute) => at - now <= minute * MINUTE_MS));

  function endOf(session: Session): number | undefined {
    const { at, certainty } = session.deadline;
    return isAtWork(session) && certainty !== 'unknown' ? at : undefined;
  }

  /** Until when a machine that has just come may still be connected. */
  function arrivesUntil({ state, stateSince, machines }: Session, now: number): number | undefined {
    const until = stateSince + ARRIVAL_MS;
    const isWaiting = state === 'ready' && !machines.some(({ link }) => link === 'connected');
    return isWaiting && now >= stateSince && now < until ? until : undefined;
  }

  /** A deadline that has moved away again may be warned of again when it comes near. */
  function toldOf(session: Session, at: number, minutes: readonly number[], now: number): number {
    const before = told.get(session.id) ?? Infinity;
    const isAway = before !== Infinity && at - now > before * MINUTE_MS + JITTER_MS;
    if (!isAway) return before;
    const still = dueMinutes(at, minutes, now);
    told.set(session.id, still);
    return still;
  }

  function newsOf(session: Session, minutes: readonly number[], now: number): News[] {
    const at = endOf(session);
    if (at === undefined) return [];
    const before = toldOf(session, at, minutes, now);
    const due = dueMinutes(at, minutes, now);
    if (due >= before || arrivesUntil(session, now) !== undefined) return [];
    told.set(session.id, due);
    const left = minutesLeft(session.deadline, now);
    // The machine is gone, or as good as gone: nobody can do anything about it.
    if (left === undefined || at <= now) return [];
    const name = shortName(session.title);
    const isLast = due === Math.min(...minutes);
    const isConnected = session.machines.some(({ link }) => link === 'connected');
    return [
      {
        title: `${name}: ${left.span} left`,
        body: bodyOf(`The machine goes away ${session.deadline.reason}.`, 'What is on it and not saved goes with it.'),
        line: `${name}: ${left.span}`,
        isUrgent: isLast,
        act: { kind: 'open-session', sessionId: session.id },
        actions: [
          ...holdAction(session.hold, session.id),
          ...(isConnected ? [{ label: 'Save my work', act: { kind: 'save', sessionId: session.id } } as const] : []),
        ],
      },
    ];
  }

  return {
    look(sessions, minutes, now) {
      const ids = new Set(sessions.map(({ id }) => id));
      for (const id of told.keys()) if (!ids.has(id)) told.delete(id);
      const soonest = sessions.toSorted((one, other) => (one.deadline.at ?? 0) - (other.deadline.at ?? 0));
      return soonest.flatMap((session) => newsOf(session, minutes, now));
    },
    passOver(session, minutes, now) {
      const at = endOf(session);
      if (at !== undefined) told.set(session.id, dueMinutes(at, minutes, now));
    },
    nextAt(sessions, minutes, now) {
      return earliest(
        sessions.map((session) => {
          const at = endOf(session);
          if (at === undefined) return undefined;
          const moments = minutes.map((minute) => at - minute * MINUTE_MS).filter((moment) => moment > now);
          return earliest([...moments, arrivesUntil(session, now)]);
        }),
      );
    },
  };
}
