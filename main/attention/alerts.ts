import type { Account } from '../contract/account.ts';
import type { Build } from '../contract/build.ts';
import type { SessionRecord } from '../contract/record.ts';
import type { Session } from '../contract/session.ts';
import type { Settings } from '../contract/settings.ts';
import { together, type Alert } from './alert.ts';
import { buildNewsOf } from './build-alerts.ts';
import { createDeadlineAlerts } from './deadline-alerts.ts';
import { createLinkAlerts } from './link-alerts.ts';
import { isWanted } from './own-builds.ts';
import { createSalvageAlerts } from './salvage-alerts.ts';
import { createSessionAlerts } from './session-alerts.ts';
import { earliest } from './time-left.ts';

/** Builds that end within this time are told of together. */
export const GATHER_MS = 2_000;

export interface AlertFacts {
  sessions: readonly Session[];
  records: readonly SessionRecord[];
  settings: Settings;
  /** The person has the window in front: what it shows need not be said again. */
  isLooking: boolean;
  accountOf(accountId: string): Account | undefined;
}

/** Decides what notifications say, and when. Steps with the time that it is given. */
export interface Alerts {
  /** What is to be said now. */
  look(facts: AlertFacts, now: number): Alert[];
  /** A build has come to its end. */
  buildEnded(build: Build, now: number): void;
  /** When there may be something to say although nothing happens. */
  nextAt(facts: AlertFacts, now: number): number | undefined;
  /** The computer has slept, or its clock was set. */
  startAfresh(now: number): void;
}

export function createAlerts(): Alerts {
  const deadlines = createDeadlineAlerts();
  const links = createLinkAlerts();
  const sessions = createSessionAlerts();
  const salvages = createSalvageAlerts();
  let builds: Build[] = [];
  let buildsDueAt: number | undefined;

  function takeBuilds(now: number): Build[] {
    if (buildsDueAt === undefined || now < buildsDueAt) return [];
    const due = builds;
    builds = [];
    buildsDueAt = undefined;
    return due;
  }

  function ofBuilds({ settings, accountOf, isLooking }: AlertFacts, now: number): Alert | undefined {
    const due = takeBuilds(now);
    if (isLooking) return undefined;
    const wanted = due.filter((build) => isWanted(build, accountOf(build.accountId), settings.notifyBuilds));
    const news = wanted.flatMap((build) => buildNewsOf(build, accountOf(build.accountId)) ?? []);
    const failedCount = wanted.filter(({ state }) => state === 'failed' || state === 'interrupted').length;
    return together(news, {
      title: (count) => `${count} builds finished${failedCount === 0 ? '' : `, ${failedCount} did not pass`}`,
      act: { kind: 'open-window' },
    });
  }

  function ofSessions(facts: AlertFacts, now: number): (Alert | undefined)[] {
    const { settings, isLooking } = facts;
    const { ready, left } = sessions.look(facts.sessions, now);
    // A machine that has just come says how much time there is; that need not be said twice.
    for (const { session } of ready) deadlines.passOver(session, settings.notifyMinutes, now);
    const readyNews = ready.map(({ news }) => news);
    return [
      settings.notifyReady && !isLooking
        ? together(readyNews, { title: (count) => `${count} sessions`, act: { kind: 'open-window' } })
        : undefined,
      settings.notifyLeft && !isLooking
        ? together(left, { title: (count) => `You left ${count} sessions running`, act: { kind: 'open-window' } })
        : undefined,
    ];
  }

  return {
    look(facts, now) {
      const { settings, isLooking, records } = facts;
      const ofTime = ofSessions(facts, now);
      const ending = deadlines.look(facts.sessions, settings.notifyMinutes, now);
      const lost = links.look(facts.sessions, now);
      return [
        ...ofTime,
        together(ending, {
          title: (count) => `${count} machines go away soon`,
          act: ending[0]?.act ?? { kind: 'open-window' },
        }),
        settings.notifyLost && !isLooking
          ? together(lost, { title: (count) => `${count} connections were lost`, act: { kind: 'open-window' } })
          : undefined,
        together(salvages.look(records, now), {
          title: (count) => `Work of ${count} machines could not be saved`,
          act: { kind: 'open-window' },
        }),
        ofBuilds(facts, now),
      ].filter((alert) => alert !== undefined);
    },
    buildEnded(build, now) {
      builds.push(build);
      buildsDueAt ??= now + GATHER_MS;
    },
    nextAt: (facts, now) =>
      earliest([deadlines.nextAt(facts.sessions, facts.settings.notifyMinutes, now), links.nextAt(), buildsDueAt]),
    startAfresh(now) {
      links.startAfresh(now);
      if (buildsDueAt !== undefined) buildsDueAt = now + GATHER_MS;
    },
  };
}
