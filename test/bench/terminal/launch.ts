import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { appCommand } from '../../../scripts/lib/electron.mjs';
import { SETTINGS_VARIABLE } from './app/settings.ts';
import type { AppSettings } from './app/settings.ts';

/** The small app with the terminal, running. */
export interface TerminalApp extends AsyncDisposable {
  app: ElectronApplication;
  page: Page;
  /** What the app wrote to its output so far. */
  output(): string;
}

/** Starts what build-app.ts built into `folder`; returns when the terminal is open. */
export async function launchTerminalApp(
  folder: string,
  settings: AppSettings,
  flags: string[] = [],
): Promise<TerminalApp> {
  const { binary, args, env } = appCommand({ [SETTINGS_VARIABLE]: JSON.stringify(settings) });
  // The last argument names the app's own folder.
  const app = await _electron.launch({ executablePath: binary, args: [...args.slice(0, -1), ...flags, folder], env });
  let output = '';
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const page = await app.firstWindow();
  await page.waitForFunction(() =>
    (window.seen as typeof window.seen | undefined)?.states.some(
      (state) => (state as { kind: string }).kind === 'open',
    ),
  );
  return { app, page, output: () => output, [Symbol.asyncDispose]: () => app.close() };
}
