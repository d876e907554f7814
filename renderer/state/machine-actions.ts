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

/** Gives a session the machine that was pasted, with the screens that stand in the same text. */
export function takeMachine(sessionId: string, draft: DraftedMachine): Promise<Result<unknown>> {
  return callMain('sessions.takeMachine', { sessionId, draft });
}

/** Puts the password of a machine on the clipboard; gives whether that worked. */
export async function copyMachinePassword(
  sessionId: string,
  machine: number,
  kind: 'ssh' | 'vnc' | 'rdp',
): Promise<boolean> {
  return wentWell(await callMain('sessions.copyPassword', { sessionId, machine, kind }));
}
