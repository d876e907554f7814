import type { Capabilities } from '../contract/account.ts';
import type { CallInput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import type { Builds } from '../builds/builds.ts';
import type { TruthStore } from '../ipc/truth.ts';
import { fail } from '../lib/result.ts';
import type { AccessOptions, Provider, ProviderMachine, ProviderSession } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import { sessionNotFound } from './session-truth.ts';

/** A machine of a draft, as the person filled in its form. */
export type DraftedMachine = CallInput<'sessions.takeMachine'>['draft'];

/** What was pasted, by main's own record of it. */
export interface Drafts {
  /** The machine of a draft, with its secrets. `not-found`, `bad-request`, `not-supported` */
  machine(drafted: DraftedMachine): Promise<Result<ProviderMachine>>;
}

interface Options {
  truth: TruthStore;
  registry: Registry;
  builds: Pick<Builds, 'providerOf'>;
  drafts: Drafts;
}

/** Asks providers for machines. */
export interface SessionAccess {
  rebuild(buildId: string, options: AccessOptions): Promise<Result<ProviderSession>>;
  attach(buildId: string): Promise<Result<ProviderSession>>;
  debugProject(projectId: string, options: AccessOptions): Promise<Result<ProviderSession>>;
  /** Gives a session's provider the machine that was pasted. */
  takeMachine(sessionId: string, drafted: DraftedMachine): Promise<Result<undefined>>;
}

function lacks(provider: Provider, capability: keyof Capabilities, what: string): Result<never> | undefined {
  if (provider.account.capabilities[capability]) return undefined;
  return fail('not-supported', `${provider.account.label} cannot ${what}.`);
}

/** Only services that let the person choose are told a duration. */
function optionsFor(provider: Provider, { durationMs }: AccessOptions): AccessOptions {
  return provider.account.capabilities.duration && durationMs !== undefined ? { durationMs } : {};
}

export function createSessionAccess({ truth, registry, builds, drafts }: Options): SessionAccess {
  return {
    async rebuild(buildId, options) {
      const provider = builds.providerOf(buildId);
      if (!provider.ok) return provider;
      const refusal = lacks(provider.value, 'rebuildWithAccess', 'rebuild with remote access');
      return refusal ?? provider.value.rebuildWithAccess(buildId, optionsFor(provider.value, options));
    },
    async attach(buildId) {
      const provider = builds.providerOf(buildId);
      if (!provider.ok) return provider;
      const what = 'open the machine of a running build';
      const refusal = lacks(provider.value, 'attach', what);
      if (refusal !== undefined) return refusal;
      return (
        provider.value.attach?.(buildId) ?? fail('not-supported', `${provider.value.account.label} cannot ${what}.`)
      );
    },
    async debugProject(projectId, options) {
      const project = truth.get('projects', projectId);
      const provider = project === undefined ? undefined : registry.get(project.accountId);
      if (provider === undefined) return fail('not-found', 'This project is not in the list any more.');
      const what = 'give a machine for a project';
      const refusal = lacks(provider, 'debugProject', what);
      if (refusal !== undefined) return refusal;
      return (
        provider.debugProject?.(projectId, optionsFor(provider, options)) ??
        fail('not-supported', `${provider.account.label} cannot ${what}.`)
      );
    },
    async takeMachine(sessionId, drafted) {
      const session = truth.get('sessions', sessionId);
      if (session === undefined) return sessionNotFound();
      const provider = registry.get(session.accountId);
      if (session.guide?.wantsPaste !== true || provider?.takeMachine === undefined)
        return fail('not-supported', 'This session gets its machine by itself; nothing has to be pasted.');
      const machine = await drafts.machine(drafted);
      if (!machine.ok) return machine;
      // A service with passwords of its own has no use for the person's keys.
      const usesOwnKeys = machine.value.usesOwnKeys === true && provider.account.capabilities.ownKeys;
      return provider.takeMachine(sessionId, { ...machine.value, usesOwnKeys });
    },
  };
}
