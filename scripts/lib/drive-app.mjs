import { _electron } from '@playwright/test';
import { electronRuntime } from '../setup/electron-runtime.mjs';
import { appCommand } from './electron.mjs';

/** How long the app may take to come up. */
const START_TIMEOUT_MS = 120_000;

/**
 * Starts the built app for Playwright to drive. Without an executable path Playwright loads a module of its own first,
 * which holds the app back until it listens; with one, a window that opens early makes it wait for ever.
 * @param {Record<string, string | undefined>} environment added to ours
 */
export function driveApp(environment) {
  const runtime = electronRuntime();
  if (runtime?.source === 'fallback') process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.folder;
  const { args, env } = appCommand(environment);
  return _electron.launch({ args, env, timeout: START_TIMEOUT_MS });
}
