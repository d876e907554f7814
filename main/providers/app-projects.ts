import { plainText } from '../lib/plain-text.ts';
import type { ProviderChange } from './provider.ts';

interface Options {
  accountId: string;
  /** The page of an app at the service. */
  pageOf(appId: string): string;
  tell(change: ProviderChange): void;
}

/** The apps of a service as projects of an account. */
export interface AppProjects {
  /** Takes the name of an app, and tells of the project when it is new. */
  name(appId: string, name: string): void;
  has(appId: string): boolean;
  /** The app's own id while nobody has said its name. */
  nameOf(appId: string): string;
  /** Our id of the project; unique over all accounts. */
  idOf(appId: string): string;
}

export function createAppProjects({ accountId, pageOf, tell }: Options): AppProjects {
  const names = new Map<string, string>();
  const idOf = (appId: string): string => `${accountId}:app:${appId}`;
  return {
    name(appId, said) {
      const name = plainText(said, 100) || appId;
      if (names.get(appId) === name) return;
      names.set(appId, name);
      const id = idOf(appId);
      tell({
        kind: 'project',
        projectId: id,
        project: {
          id,
          accountId,
          name,
          isGit: true,
          isSample: false,
          config: 'not-here',
          mistakes: [],
          webUrl: pageOf(appId),
        },
      });
    },
    has: (appId) => names.has(appId),
    nameOf: (appId) => names.get(appId) ?? appId,
    idOf,
  };
}
