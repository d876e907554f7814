import type { Account } from '../contract/account.ts';
import type { Artifact, Build, BuildDetail, LogPage } from '../contract/build.ts';
import type { Identity } from '../contract/connection-control.ts';
import type { ReplaySteps } from '../contract/environment.ts';
import type { Result } from '../contract/problem.ts';
import type { Project } from '../contract/project.ts';
import type { ScreenProtocol } from '../contract/screen.ts';
import type { ScreenEndpoint, Session, SessionMachine, SshEndpoint } from '../contract/session.ts';
import type { SessionEvents, SessionRule } from '../lib/deadline/rule.ts';

/** A machine as its provider describes it: where it answers, and what opens it. */
export type ProviderMachine = Pick<SessionMachine, 'index' | 'name' | 'os' | 'hostKey' | 'desktop'> & {
  endpoints: (Omit<SshEndpoint, 'secretHandle'> | (Omit<ScreenEndpoint, 'secretHandle'> & { password?: string }))[];
  /** For SSH, in the order in which they are to be offered. */
  identities: Identity[];
  /** The person's own keys are offered too, after the identities. */
  usesOwnKeys?: boolean;
  /** A key file that a pasted command names; the first of the person's own. */
  identityFile?: string | undefined;
};

/** A session as its provider knows it; links and terminals are ours. */
export type ProviderSession = Pick<
  Session,
  | 'id'
  | 'accountId'
  | 'buildId'
  | 'rebuildId'
  | 'title'
  | 'state'
  | 'failedStep'
  | 'places'
  | 'guide'
  | 'hold'
  | 'problem'
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

/** A desktop that was started for a machine: where it answers, and what opens it. */
export interface ProviderDesktop {
  protocol: ScreenProtocol;
  host: string;
  port: number;
  user?: string;
  password?: string;
}

/** The surroundings a build ran in, as far as its service shows them. Values may be secrets: they are masked by the caller. */
export interface BuildEnvironment {
  /** For people: "its log". */
  source: string;
  /** What the service does not show; a sentence each. */
  unknowns: string[];
  variables: Record<string, string>;
  /** Names of variables that were there with values that are not shown. */
  hidden: string[];
  /** Working folder, shell, terminal, limits, locale, user, system. */
  surroundings: Record<string, string>;
  /** Versions by tool. */
  tools: Record<string, string>;
}

/** A session, and the build that it repeats. */
export interface RepeatedBuild {
  sessionId: string;
  buildId: string;
}

/** How a machine is wanted. */
export interface AccessOptions {
  /** Milliseconds, where the person may say so. */
  durationMs?: number | undefined;
}

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
 * `not-supported`, and those marked optional are not there. Ids of builds, projects and sessions are unique over all
 * accounts: they begin with the account's id.
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
  rebuildWithAccess(buildId: string, options?: AccessOptions): Promise<Result<ProviderSession>>;
  /** Enters the machine of a running build. */
  attach?(buildId: string): Promise<Result<ProviderSession>>;
  /** Asks for a machine with the project on it, without a build. */
  debugProject?(projectId: string, options: AccessOptions): Promise<Result<ProviderSession>>;
  /** Gives a session whose guide wants a paste the machine that was pasted. */
  takeMachine?(sessionId: string, machine: ProviderMachine): Promise<Result<undefined>>;
  /** Gives a machine whose `desktop` says so a desktop; once it runs, the same again. */
  openDesktop?(sessionId: string, machine: number): Promise<Result<ProviderDesktop>>;
  /** Keeps the machine longer, in the way that the session's `hold` names; `isOn` for those that are switched. */
  hold?(sessionId: string, isOn: boolean): Promise<Result<undefined>>;
  /** The steps of the build that the session repeats, with the lines that run them again. */
  replaySteps?(session: RepeatedBuild): Promise<Result<ReplaySteps>>;
  /** Where the build that the session repeats ran. */
  buildEnvironment?(session: RepeatedBuild, machine: number): Promise<Result<BuildEnvironment>>;
  /** Ends the session at the service; resolves when the service has confirmed it. */
  endSession(sessionId: string): Promise<Result<undefined>>;
  /** The builds somebody looks at; they are asked for more often. */
  watch?(buildIds: readonly string[]): void;
  /** Asks for the next page of older builds. The account says whether there are more. */
  loadMore?(): Promise<Result<undefined>>;
  artifacts?(buildId: string): Promise<Result<Artifact[]>>;
  /** The bytes of one artifact, to be written somewhere by the caller. */
  readArtifact?(
    buildId: string,
    artifactId: string,
  ): Promise<Result<{ body: AsyncIterable<Uint8Array>; sizeBytes?: number | undefined }>>;
  /** The account was renamed. */
  rename?(label: string): void;
  readonly folders?: FolderProjects;
}
