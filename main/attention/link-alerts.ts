import type { Session } from '../contract/session.ts';
import { bodyOf, shortName, type News } from './alert.ts';
import { earliest, isAtWork } from './time-left.ts';

/** A link that is back within this time was never lost for the person. */
export const BLIP_MS = 10_000;

interface Down {
  since: number;
  isTold: boolean;
}

/** Tells of links that were lost and did not come back at once. */
export interface LinkAlerts {
  look(sessions: readonly Session[], now: number): News[];
  /** When a link will have been away for too long. */
  nextAt(): number | undefined;
  /** The computer has slept, or its clock was set: what is away now is so since now. */
  startAfresh(now: number): void;
}

export function createLinkAlerts(): LinkAlerts {
  /** Machines that were connected once, by session and index. */
  const connected = new Set<string>();
  const down = new Map<string, Down>();

  function forgetOthers(keys: ReadonlySet<string>): void {
    for (const key of connected) if (!keys.has(key)) connected.delete(key);
    for (const key of down.keys()) if (!keys.has(key)) down.delete(key);
  }

  return {
    look(sessions, now) {
      const seen = new Set<string>();
      const news: News[] = [];
      for (const session of sessions.filter(isAtWork)) {
        for (const machine of session.machines) {
          const key = `${session.id}\n${machine.index}`;
          seen.add(key);
          if (machine.link === 'connected') {
            connected.add(key);
            down.delete(key);
            continue;
          }
          if (!connected.has(key)) continue;
          const away = down.get(key) ?? { since: now, isTold: false };
          down.set(key, away);
          const isAway = machine.link === 'lost' || machine.link === 'failed';
          if (away.isTold || !isAway || now - away.since < BLIP_MS) continue;
          away.isTold = true;
          const name = shortName(session.title);
          const where = session.machines.length > 1 ? `${name}, ${shortName(machine.name)}` : name;
          news.push({
            title: `${where}: the connection was lost`,
            body: bodyOf(machine.problem?.message ?? 'The machine does not answer any more.', machine.problem?.hint),
            line: where,
            isUrgent: false,
            act: { kind: 'open-session', sessionId: session.id },
            actions: [
              { label: 'Reconnect', act: { kind: 'reconnect', sessionId: session.id, machine: machine.index } },
            ],
          });
        }
      }
      forgetOthers(seen);
      return news;
    },
    nextAt: () => earliest([...down.values()].map(({ since, isTold }) => (isTold ? undefined : since + BLIP_MS))),
    startAfresh(now) {
      for (const away of down.values()) if (!away.isTold) away.since = now;
    },
  };
}
