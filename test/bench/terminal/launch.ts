import { launchApp, type SmallApp } from '../../fixtures/electron-app/launch-app.ts';
import { SETTINGS_VARIABLE } from './app/settings.ts';
import type { AppSettings } from './app/settings.ts';

/** Starts what build-app.ts built into `folder`; returns when the terminal is open. */
export async function launchTerminalApp(
  folder: string,
  settings: AppSettings,
  flags: string[] = [],
): Promise<SmallApp> {
  const running = await launchApp(folder, { [SETTINGS_VARIABLE]: JSON.stringify(settings) }, flags);
  await running.page.waitForFunction(() =>
    (window.seen as typeof window.seen | undefined)?.states.some(
      (state) => (state as { kind: string }).kind === 'open',
    ),
  );
  return running;
}
