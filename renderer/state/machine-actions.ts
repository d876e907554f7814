import type { CallInput } from '../../main/contract/calls.ts';
import type { MachineDraft } from '../../main/contract/machine-form.ts';
import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { wentWell } from './notices.ts';
import { showSession } from './view.ts';

/** A machine of a draft as the person left the form. */
export type DraftedMachine = CallInput<'machines.connect'>;

/** Reads a pasted text; connects to nothing. The paste box shows a problem in its own place. */
export function readPaste(text: string): Promise<Result<MachineDraft>> {
  return callMain('machines.parse', { text });
}

/** Connects to a machine as a session of its own and goes there; the form shows a problem in its own place. */
export async function connectMachine(draft: DraftedMachine): Promise<Result<unknown>> {
  const result = await callMain('machines.connect', draft);
  if (result.ok) showSession(result.value.sessionId);
  return result;
}

/**
 * Gives a session the machine that was pasted, and then its other ways in. The form shows a problem with the first;
 * it is gone by the time of the others, whose problems are reported.
 */
export async function takeMachine(
  sessionId: string,
  draft: DraftedMachine,
  companions: readonly DraftedMachine[],
): Promise<Result<unknown>> {
  const taken = await callMain('sessions.takeMachine', { sessionId, draft });
  if (!taken.ok) return taken;
  for (const companion of companions) wentWell(await callMain('sessions.takeMachine', { sessionId, draft: companion }));
  return taken;
}

/** Puts the password of a machine on the clipboard; gives whether that worked. */
export async function copyMachinePassword(
  sessionId: string,
  machine: number,
  kind: 'ssh' | 'vnc' | 'rdp',
): Promise<boolean> {
  return wentWell(await callMain('sessions.copyPassword', { sessionId, machine, kind }));
}
