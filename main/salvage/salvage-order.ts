import { PASTED_ACCOUNT } from '../contract/account.ts';
import type { SalvageOrder } from '../contract/connection-work.ts';
import type { SalvageWishes } from '../contract/salvage.ts';
import type { Session } from '../contract/session.ts';
import type { Settings } from '../contract/settings.ts';

const MIB = 1_048_576;
/** A file that git does not know is rarely worth more. */
const FILE_LIMIT_BYTES = 32 * MIB;
const COMMIT = /^[0-9a-f]{40,64}$/;

interface Facts {
  session: Session;
  machine: number;
  salvageId: string;
  folder: string;
  wishes: SalvageWishes;
  settings: Settings;
  /** When the session's record began. */
  since: number;
  /** Of the builds that the session is about. */
  commits: readonly (string | undefined)[];
  now: number;
  /** The longest it may take; milliseconds. */
  limitMs?: number | undefined;
}

/** What a connection process is told. */
export function toOrder({ session, settings, commits, now, limitMs, ...rest }: Facts): SalvageOrder {
  const { machine } = rest;
  const limitBytes = settings.salvageLimit * MIB;
  const untils = [endOf(session), limitMs === undefined ? undefined : now + limitMs].filter((at) => at !== undefined);
  return {
    ...rest,
    clones: session.places
      .filter((place) => place.machine === machine && place.path.length <= 4_096)
      .map(({ path }) => path)
      .slice(0, 20),
    ...(untils.length === 0 ? {} : { until: Math.min(...untils) }),
    limitBytes,
    fileLimitBytes: Math.min(limitBytes, FILE_LIMIT_BYTES),
    known: [...new Set(commits.flatMap((commit) => (commit !== undefined && COMMIT.test(commit) ? [commit] : [])))],
  };
}

/** When the machines go, as far as it is known. */
export function endOf({ deadline: { at, certainty } }: Pick<Session, 'deadline'>): number | undefined {
  return certainty === 'unknown' ? undefined : at;
}

/** The machine goes on when the session ends: it was there before, and somebody else ends it. */
export function goesOn({ accountId, buildId, rebuildId }: Session): boolean {
  return accountId === PASTED_ACCOUNT || (buildId !== undefined && buildId === rebuildId);
}
