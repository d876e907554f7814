import type { Session, SessionMachine } from '../contract/session.ts';
import { deadline } from '../lib/deadline.ts';
import type { ProviderMachine, ProviderSession } from '../providers/provider.ts';

/** States in which a session has come to its end. */
export function isOver(state: Session['state']): boolean {
  return state === 'closed' || state === 'expired' || state === 'failed';
}

function toMachine(
  machine: ProviderMachine,
  handle: string | undefined,
  before: SessionMachine | undefined,
): SessionMachine {
  return {
    index: machine.index,
    name: machine.name,
    os: machine.os,
    endpoints: machine.endpoints.map((endpoint) => ({ ...endpoint, secretHandle: handle })),
    hostKey: before?.hostKey ?? machine.hostKey,
    link: before?.link ?? 'idle',
    signedInWith: before?.signedInWith,
    latencyMs: before?.latencyMs,
    problem: before?.problem,
  };
}

/** The session as the window sees it: what the provider says, with our links and terminals kept. */
export function mergeSession(
  from: ProviderSession,
  before: Session | undefined,
  context: { title: string; now: number; handleOf(machine: number): string | undefined },
): Session {
  const machines = from.machines.map((machine) =>
    toMachine(
      machine,
      context.handleOf(machine.index),
      before?.machines.find(({ index }) => index === machine.index),
    ),
  );
  return {
    id: from.id,
    accountId: from.accountId,
    buildId: from.buildId,
    rebuildId: from.rebuildId,
    title: context.title,
    state: from.state,
    stateSince: before?.state === from.state ? before.stateSince : context.now,
    // An ended session has no machines any more, but people still want to read where they were.
    machines: machines.length > 0 ? machines : (before?.machines ?? []),
    terminals: before?.terminals ?? [],
    deadline: deadline(from.rule, from.events),
    failedStep: from.failedStep ?? before?.failedStep,
    places: from.places.length > 0 ? from.places : (before?.places ?? []),
    problem: from.problem ?? before?.problem,
  };
}
