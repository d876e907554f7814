import { callMain } from './bridge.ts';
import { valueOrReport, wentWell } from './notices.ts';
import { goToBuild, showBuilds, useView } from './view.ts';

/** Ends the session on every machine, after its work was brought home unless not wanted; its end shows in the truth. */
export async function endSession(sessionId: string, withoutSalvage = false): Promise<void> {
  wentWell(await callMain('sessions.end', { sessionId, ...(withoutSalvage ? { withoutSalvage } : {}) }));
}

/** Keeps the machine longer, in the way that its service has. */
export async function holdSession(sessionId: string, isOn: boolean): Promise<void> {
  wentWell(await callMain('sessions.hold', { sessionId, isOn }));
}

/** The person is there, although nobody typed. */
export async function staySession(sessionId: string): Promise<void> {
  wentWell(await callMain('sessions.stay', { sessionId }));
}

/** Takes an ended session out of the list and goes back to the build it repeated, if there was one. */
export async function forgetSession(sessionId: string, buildId: string | undefined): Promise<void> {
  if (!wentWell(await callMain('sessions.forget', { sessionId }))) return;
  const { page } = useView.getState();
  if (page.kind !== 'session' || page.sessionId !== sessionId) return;
  showBuilds({ kind: 'all' });
  if (buildId !== undefined) goToBuild(buildId);
}

export async function reconnect(sessionId: string, machine: number): Promise<void> {
  wentWell(await callMain('sessions.reconnect', { sessionId, machine }));
}

/** Opens a terminal with one of the machine's shells, the usual one if none is named; gives its id when there is one. */
export async function openTerminal(sessionId: string, machine: number, shell?: string): Promise<string | undefined> {
  const named = shell === undefined ? {} : { shell };
  return valueOrReport(await callMain('terminals.open', { sessionId, machine, ...named }))?.terminalId;
}

export async function closeTerminal(sessionId: string, terminalId: string): Promise<void> {
  wentWell(await callMain('terminals.close', { sessionId, terminalId }));
}
