import type { Account } from '../contract/account.ts';
import type { Build, BuildDetail, LogPage } from '../contract/build.ts';
import type { Identity } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Project } from '../contract/project.ts';
import type { Endpoint, Session, SessionMachine } from '../contract/session.ts';
import type { SessionEvents, SessionRule } from '../lib/deadline.ts';

/** A machine as its provider describes it: where it answers, and what opens it. */
export type ProviderMachine = Pick<SessionMachine, 'index' | 'name' | 'os' | 'hostKey'> & {
  endpoints: Omit<Endpoint, 'secretHandle'>[];
  /** In the order in which they are to be offered. */
  identities: Identity[];
};

/** A session as its provider knows it; links and terminals are ours. */
export type ProviderSession = Pick<
  Session,
  'id' | 'accountId' | 'buildId' | 'rebuildId' | 'title' | 'state' | 'failedStep' | 'places' | 'problem'
> & {
  machines: ProviderMachine[];
  rule: SessionRule;
  events: SessionEvents;
};

/** What a provider says by itself, as it happens. `null` means: it is gone. */
export type ProviderChange =
  | { kind: 'account'; account: Account }
  | { kind: 'project'; projectId: string; project: Project | null }
  | { kind: 'build'; buildId: string; build: Build | null }
  | { kind: 'detail'; detail: BuildDetail }
  | { kind: 'session'; session: ProviderSession };

/** Projects that are folders on this computer. */
export interface FolderProjects {
  add(folder: string): Promise<Result<{ projectId: string }>>;
  remove(projectId: string): Promise<Result<undefined>>;
  refresh(projectId: string): Promise<Result<undefined>>;
  draftConfig(projectId: string): Promise<Result<{ text: string; basedOn: string }>>;
  writeConfig(projectId: string, text: string): Promise<Result<undefined>>;
  run(projectId: string, options: { includeUncommitted: boolean }): Promise<Result<{ buildId: string }>>;
}

/**
 * One account at one CI service. The account's capabilities say which of these calls make sense; the others answer
 * `not-supported`. Ids of builds, projects and sessions are unique over all accounts.
 */
export interface Provider extends AsyncDisposable {
  readonly account: Account;
  /** Begins to work; what it finds arrives through the listener, the first state included. */
  start(listener: (change: ProviderChange) => void): Promise<Result<undefined>>;
  /** Asks the service again; news arrive through the listener. */
  refresh(): Promise<Result<undefined>>;
  detail(buildId: string): Promise<Result<BuildDetail>>;
  readLog(
    buildId: string,
    stepId: string,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
  cancel(buildId: string): Promise<Result<undefined>>;
  rebuild(buildId: string): Promise<Result<{ buildId: string }>>;
  /** Asks for a machine; the session's further states arrive through the listener. */
  rebuildWithAccess(buildId: string): Promise<Result<ProviderSession>>;
  /** Ends the session at the service; resolves when the service has confirmed it. */
  endSession(sessionId: string): Promise<Result<undefined>>;
  readonly folders?: FolderProjects;
}
