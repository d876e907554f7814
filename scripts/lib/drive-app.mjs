import { _electron } from '@playwright/test';
import { electronRuntime } from '../setup/electron-runtime.mjs';
import { appCommand } from './electron.mjs';

/** How long the app may take to come up. */
const START_TIMEOUT_MS = 120_000;

/**
 * Starts an app for Playwright to drive: the built one, unless `folder` names another. Without an executable path
 * Playwright loads a module of its own first, which holds the app back until it listens; with one, a window that opens
 * early makes it wait for ever.
 * @param {Record<string, string | undefined>} environment added to ours
 * @param {{ flags?: string[], folder?: string }} [other]
 */
export function driveApp(environment, { flags = [], folder } = {}) {
  const runtime = electronRuntime();
  if (runtime?.source === 'fallback') process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.folder;
  const { args, env } = appCommand(environment);
  // The last argument names the app's own folder.
  const own = [...args.slice(0, -1), ...flags, folder ?? args.at(-1)];
  return _electron.launch({ args: own, env, timeout: START_TIMEOUT_MS });
}
