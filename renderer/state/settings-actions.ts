import type { CallOutput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import type { Settings } from '../../main/contract/settings.ts';
import { callMain } from './bridge.ts';
import { wentWell } from './notices.ts';
import { useTruth } from './truth.ts';

/** Limits of the terminal's text, in CSS pixels; the contract refuses what lies outside. */
export const FONT_SIZE_PX = { min: 8, max: 32, usual: 13 } as const;

export async function updateSettings(change: Partial<Settings>): Promise<void> {
  wentWell(await callMain('app.updateSettings', change));
}

/** Makes terminal text larger or smaller by one step, or its usual size again. */
export async function resizeTerminalText(step: 1 | -1 | 'reset'): Promise<void> {
  const { terminalFontSize } = useTruth.getState().truth.settings;
  const wanted = step === 'reset' ? FONT_SIZE_PX.usual : terminalFontSize + step;
  const size = Math.min(FONT_SIZE_PX.max, Math.max(FONT_SIZE_PX.min, wanted));
  if (size !== terminalFontSize) await updateSettings({ terminalFontSize: size });
}

export function readAppInfo(): Promise<Result<CallOutput<'app.info'>>> {
  return callMain('app.info');
}
