import { callMain } from './bridge.ts';
import { reportDone, wentWell } from './notices.ts';

/** Puts text on the clipboard; `what` names it in the confirmation. */
export async function copyText(text: string, what: string): Promise<void> {
  if (wentWell(await callMain('app.copyText', { text }))) reportDone(`${what} is on the clipboard.`);
}

/** Puts text on the clipboard where the person knows that it does, as in a terminal. */
export async function copyQuietly(text: string): Promise<void> {
  wentWell(await callMain('app.copyText', { text }));
}

/** Main shows the address and asks before anything opens. */
export async function openLink(url: string): Promise<void> {
  wentWell(await callMain('app.openLink', { url }));
}
