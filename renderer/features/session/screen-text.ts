import type { ScreenEndpoint } from '../../../main/contract/session.ts';
import { copyMachinePassword } from '../../state/machine-actions.ts';
import { reportDone } from '../../state/notices.ts';

const names: Record<ScreenEndpoint['kind'], string> = { vnc: 'VNC', rdp: 'RDP' };

export function screenName(kind: ScreenEndpoint['kind']): string {
  return names[kind];
}

/** The password goes from main to the clipboard; the window never has it. */
export async function copyPassword(sessionId: string, machine: number, kind: ScreenEndpoint['kind']): Promise<void> {
  if (await copyMachinePassword(sessionId, machine, kind)) {
    reportDone(`The ${names[kind]} password is on the clipboard.`);
  }
}
