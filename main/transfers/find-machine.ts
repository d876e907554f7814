import type { MachineIdentity, MachinePlace, ReachedMachine, SessionMachines } from '../sessions/session-machines.ts';

/** Whatever belongs to one machine, and waits for it when it is away. */
export interface MachineWork {
  /** The machine's own session, when it runs in one now. */
  sessionId?: string | undefined;
  machine: number;
  identity: MachineIdentity;
}

/** The same machine by its key and the one who signs in; it may answer at another address now. */
export function isSameMachine(one: MachineIdentity, other: MachineIdentity): boolean {
  return one.user === other.user && one.hostKey === other.hostKey;
}

/** Copies of one machine have the same key: unasked, only the one at the same address counts. */
function isSameAddress(one: MachineIdentity, other: MachineIdentity): boolean {
  return isSameMachine(one, other) && one.host === other.host && one.port === other.port;
}

/** Whether work goes on at this machine unasked: its own, or the same one in another session once its own is over. */
export function belongs(
  { sessionId, machine, identity }: MachineWork,
  place: MachinePlace,
  found: MachineIdentity,
  machines: Pick<SessionMachines, 'isAlive'>,
): boolean {
  if (sessionId === place.sessionId) return machine === place.machine && isSameMachine(identity, found);
  const isElsewhere = sessionId !== undefined && machines.isAlive(sessionId);
  return !isElsewhere && isSameAddress(identity, found);
}

/**
 * The connected machine where work can go on.
 * @param isAsked the person wants it: the only connected machine with its key will do, wherever it answers
 */
export function findMachine(
  work: MachineWork,
  machines: SessionMachines,
  isAsked: boolean,
): (ReachedMachine & { place: MachinePlace }) | undefined {
  const found = machines.connected().flatMap((place) => {
    const reached = machines.reach(place);
    return reached.ok ? [{ place, ...reached.value }] : [];
  });
  const own = found.find(({ place, identity }) => belongs(work, place, identity, machines));
  const others = found.filter(({ identity }) => isSameMachine(identity, work.identity));
  return own ?? (isAsked && others.length === 1 ? others[0] : undefined);
}
