import { z } from 'zod';
import type { Result } from '../contract/problem.ts';
import type { SessionRecord } from '../contract/record.ts';
import { salvageWishesSchema, type SalvageWishes } from '../contract/salvage.ts';
import type { Session } from '../contract/session.ts';
import type { Storage } from '../lib/storage.ts';

const WISHES = 'wishes';
const FOLDERS = 'folders';
/** The longest unused go first. */
const MOST_KEPT = 500;

const nothing: SalvageWishes = { paths: [], patterns: [] };

/** What the person has said for each project: what else is brought home, and where their own clone is. */
export interface ProjectWishes {
  wishes(project: string): SalvageWishes;
  /** `storage-failed` */
  setWishes(project: string, wishes: SalvageWishes): Promise<Result<undefined>>;
  folder(project: string): string | undefined;
  setFolder(project: string, folder: string): Promise<Result<undefined>>;
}

/** What stands for a session's project; machines without a build have one for all of their account. */
export function projectOf(
  session: Pick<Session, 'accountId'> | Pick<SessionRecord, 'accountId'>,
  projectId: string | undefined,
): string {
  return projectId ?? `account:${session.accountId}`;
}

export function openProjectWishes(storage: Storage): ProjectWishes {
  const read = <T>(key: string, schema: z.ZodType<T>): Map<string, T> => {
    const all = z.record(z.string(), z.unknown()).safeParse(storage.get(key)).data ?? {};
    const valid = Object.entries(all).flatMap(([name, value]) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? [[name, parsed.data] as const] : [];
    });
    return new Map(valid);
  };
  const write = <T>(key: string, all: Map<string, T>, project: string, value: T) => {
    all.delete(project);
    const kept = [...all, [project, value]].slice(-MOST_KEPT);
    return storage.set({ [key]: Object.fromEntries(kept) });
  };
  return {
    wishes: (project) => read(WISHES, salvageWishesSchema).get(project) ?? nothing,
    setWishes: (project, wishes) => write(WISHES, read(WISHES, salvageWishesSchema), project, wishes),
    folder: (project) => read(FOLDERS, z.string()).get(project),
    setFolder: (project, folder) => write(FOLDERS, read(FOLDERS, z.string()), project, folder),
  };
}
