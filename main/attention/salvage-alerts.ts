import type { SessionRecord } from '../contract/record.ts';
import { bodyOf, shortName, type News } from './alert.ts';

/** Tells of work that could not be brought home. What was tried before this run of the app is no news. */
export interface SalvageAlerts {
  look(records: readonly SessionRecord[], now: number): News[];
}

export function createSalvageAlerts(): SalvageAlerts {
  let startedAt: number | undefined;
  let known: ReadonlySet<string> = new Set();
  return {
    look(records, now) {
      const since = (startedAt ??= now);
      const before = known;
      const failed = records.flatMap((record) =>
        record.salvages.filter(({ state }) => state === 'failed').map((salvage) => ({ record, salvage })),
      );
      known = new Set(failed.map(({ salvage }) => salvage.id));
      return failed
        .filter(({ salvage }) => salvage.at >= since && !before.has(salvage.id))
        .map(({ record, salvage }) => {
          const name = shortName(record.title);
          const where = record.machines.length > 1 ? `${name}, ${shortName(salvage.machineName)}` : name;
          return {
            title: `${where}: your work could not be saved`,
            body: bodyOf(salvage.problem?.message ?? 'Nothing of it reached this computer.', salvage.problem?.hint),
            line: where,
            isUrgent: false,
            act: { kind: 'open-session', sessionId: record.id },
            actions: [{ label: 'Try again', act: { kind: 'save', sessionId: record.id } }],
          };
        });
    },
  };
}
