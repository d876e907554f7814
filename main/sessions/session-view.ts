import type { Deadline, Endpoint, HostKey, Session, SessionMachine } from '../contract/session.ts';
import type { ProviderMachine, ProviderSession } from '../providers/provider.ts';
import type { LiveSession } from './live-session.ts';
import { holdOf } from './session-holds.ts';
import { isOver, sshOf } from './session-truth.ts';

type HandleOf = (machine: number, kind: Endpoint['kind']) => string | undefined;

function toEndpoint(given: ProviderMachine['endpoints'][number], secretHandle: string | undefined): Endpoint {
  if (given.kind === 'ssh') {
    const { kind, host, port, user, shells } = given;
    return { kind, host, port, user, ...(shells === undefined ? {} : { shells }), secretHandle };
  }
  const { kind, host, port, user } = given;
  return { kind, host, port, user, secretHandle };
}

/** Whether SSH still answers at the same place for the same user. */
function isSameAddress(one: Pick<SessionMachine, 'endpoints'>, other: Pick<SessionMachine, 'endpoints'>): boolean {
  const [left, right] = [sshOf(one), sshOf(other)];
  return left?.host === right?.host && left?.port === right?.port && left?.user === right?.user;
}

function toMachine(given: ProviderMachine, before: SessionMachine | undefined, handleOf: HandleOf): SessionMachine {
  const endpoints = given.endpoints.map((endpoint) => toEndpoint(endpoint, handleOf(given.index, endpoint.kind)));
  const { index, name, os, desktop } = given;
  // A machine that moved is another machine: nothing learned of the old one holds for it.
  if (before === undefined || !isSameAddress(before, { endpoints })) {
    return { index, name, os, endpoints, desktop, hostKey: given.hostKey, link: 'idle' };
  }
  return { ...before, name, os, endpoints, desktop, hostKey: given.hostKey ?? before.hostKey };
}

/** The kind of a key, however it is written: "RSA", "ssh-rsa". */
function family({ algorithm }: HostKey): string {
  return /ed25519|ecdsa|rsa/.exec(algorithm.toLowerCase())?.[0] ?? algorithm;
}

/** Machines whose provider now names another host key than they had shown when they were connected. */
export function foreignMachines(said: ProviderSession, before: Session | undefined): number[] {
  return said.machines
    .filter(({ index, hostKey, endpoints }) => {
      const shown = before?.machines.find((machine) => machine.index === index);
      if (shown?.hostKey === undefined || hostKey === undefined || shown.link === 'idle') return false;
      if (!isSameAddress(shown, { endpoints })) return false;
      // A machine has one key of each kind: only those of the same kind can be compared.
      return family(shown.hostKey) === family(hostKey) && shown.hostKey.sha256 !== hostKey.sha256;
    })
    .map(({ index }) => index);
}

/** The session as the window sees it: what the provider says, with our links and terminals kept. */
export function mergeSession(
  live: LiveSession,
  before: Session | undefined,
  context: { title: string; now: number; deadline: Deadline; handleOf: HandleOf },
): Session {
  const { said } = live;
  const state = live.isEnding && !isOver(said.state) ? 'closing' : said.state;
  const given = said.machines.map((machine) =>
    toMachine(
      machine,
      before?.machines.find(({ index }) => index === machine.index),
      context.handleOf,
    ),
  );
  // A provider may leave out for a moment what it told before; and an ended session has no machines any more, but people
  // still want to read where they were.
  const kept = (before?.machines ?? []).filter(({ index }) => !given.some((machine) => machine.index === index));
  return {
    id: said.id,
    accountId: said.accountId,
    buildId: said.buildId,
    rebuildId: said.rebuildId ?? before?.rebuildId,
    title: context.title,
    state,
    stateSince: before?.state === state ? before.stateSince : context.now,
    machines: [...given, ...kept].toSorted((one, other) => one.index - other.index),
    terminals: before?.terminals ?? [],
    screens: before?.screens ?? [],
    deadline: context.deadline,
    hold: isOver(state) ? undefined : holdOf(live),
    leftSince: isOver(state) ? undefined : before?.leftSince,
    failedStep: said.failedStep ?? before?.failedStep,
    places: said.places.length > 0 ? said.places : (before?.places ?? []),
    guide: isOver(state) ? undefined : said.guide,
    problem: said.problem ?? before?.problem,
  };
}
