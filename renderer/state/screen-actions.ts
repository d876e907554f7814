import type { CallInput, CallOutput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import type { ScreenProtocol } from '../../main/contract/screen.ts';
import { callMain } from './bridge.ts';
import { reportDone, valueOrReport, wentWell } from './notices.ts';

/** Where a screen comes from: an address of the service, a port of the machine, or the provider. */
export type ScreenSource = CallInput<'screens.open'>['source'];

/** A screen that is there. */
export interface ScreenPlace {
  sessionId: string;
  screenId: string;
}

/** Opens a screen of a machine; gives its id when there is one. */
export async function openScreen(
  sessionId: string,
  machine: number,
  source: ScreenSource,
): Promise<string | undefined> {
  return valueOrReport(await callMain('screens.open', { sessionId, machine, source }))?.screenId;
}

export async function closeScreen(place: ScreenPlace): Promise<void> {
  wentWell(await callMain('screens.close', place));
}

/** Gives what the screen asks for; the form shows a problem in its own place. */
export function signInToScreen(
  place: ScreenPlace,
  given: { user?: string; password: string },
): Promise<Result<undefined>> {
  return callMain('screens.signIn', { ...place, ...given });
}

/** Takes the certificate that the machine shows now for the right one; gives whether that worked. */
export async function trustScreen(place: ScreenPlace): Promise<boolean> {
  return wentWell(await callMain('screens.trust', place));
}

/** Lets the screen ask who signs in when it connects again; gives whether that worked. */
export async function forgetSignIn(place: ScreenPlace): Promise<boolean> {
  return wentWell(await callMain('screens.forgetSignIn', place));
}

/** Looks on the machine for servers of screens; the page that asked shows a problem. */
export function findScreens(sessionId: string, machine: number): Promise<Result<CallOutput<'screens.find'>>> {
  return callMain('screens.find', { sessionId, machine });
}

/** Runs the command of a starter and opens the screen; the page that asked shows a problem. */
export function startScreenServer(
  sessionId: string,
  machine: number,
  starterId: string,
): Promise<Result<{ screenId: string }>> {
  return callMain('screens.startServer', { sessionId, machine, starterId });
}

/** The text of this computer's clipboard; undefined when it may not be read now. */
export async function readClipboard(): Promise<string | undefined> {
  const result = await callMain('screens.readClipboard');
  return result.ok ? result.value.text : undefined;
}

/** Asks for a place and keeps a picture there. */
export async function saveImage(png: Uint8Array<ArrayBuffer>, name: string): Promise<void> {
  const saved = valueOrReport(await callMain('screens.saveImage', { png, name }));
  if (saved !== undefined) reportDone(`The picture is in ${saved.path}.`);
}

export async function copyImage(png: Uint8Array<ArrayBuffer>, name: string): Promise<void> {
  if (wentWell(await callMain('screens.copyImage', { png, name }))) reportDone('The picture is on the clipboard.');
}

/** Hands the address to the program that this computer has for it. */
export async function openElsewhere(sessionId: string, machine: number, protocol: ScreenProtocol): Promise<void> {
  const opened = valueOrReport(await callMain('screens.openElsewhere', { sessionId, machine, protocol }));
  if (opened?.path !== undefined) reportDone(`The connection is written in ${opened.path}.`);
}

/** Gives the keys of the system's menus to the screen that has the focus, or takes them back. */
export async function grabKeys(isOn: boolean): Promise<void> {
  await callMain('screens.grabKeys', { isOn });
}
