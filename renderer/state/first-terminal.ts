import type { Session, SessionMachine } from '../../main/contract/session.ts';
import { openTerminal } from './session-actions.ts';
import { useTruth } from './truth.ts';
import { useView } from './view.ts';

function isConnected(machine: SessionMachine): boolean {
  return machine.link === 'connected';
}

/** The machine to work on first: the one whose step failed, else the first that is connected. */
function firstMachine({ machines, failedStep }: Session): SessionMachine | undefined {
  const connected = machines.filter(isConnected);
  return connected.find(({ index }) => index === failedStep?.machine) ?? connected[0];
}

/** Machines that came back and whose terminals were all lost with the old connection. */
function cameBack(session: Session, before: Session | undefined): number[] {
  return session.machines
    .filter(
      (machine) =>
        isConnected(machine) && before?.machines.some((old) => old.index === machine.index && !isConnected(old)),
    )
    .map(({ index }) => index)
    .filter((index) => {
      const terminals = session.terminals.filter(({ machine }) => machine === index);
      return terminals.length > 0 && terminals.every(({ state }) => state === 'lost');
    });
}

/**
 * Opens the first terminal of a session by itself as soon as a machine is connected, and a new one on a machine that
 * came back. A terminal that the person closed stays closed. The returned function stops.
 */
export function openFirstTerminals(): () => void {
  function look(sessions: Record<string, Session>, before: Record<string, Session>): void {
    for (const session of Object.values(sessions)) {
      const known = useView.getState().startedSessions;
      const first = firstMachine(session);
      if (first !== undefined && !known.includes(session.id)) {
        useView.setState({ startedSessions: [...known, session.id] });
        if (session.terminals.length === 0) void openTerminal(session.id, first.index);
      } else {
        for (const machine of cameBack(session, before[session.id])) void openTerminal(session.id, machine);
      }
    }
  }
  look(useTruth.getState().truth.sessions, {});
  return useTruth.subscribe(({ truth }, { truth: before }) => {
    if (truth.sessions !== before.sessions) look(truth.sessions, before.sessions);
  });
}
