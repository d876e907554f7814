import { electronRuntime } from '../setup/electron-runtime.mjs';
import { packageScript, run } from './run.mjs';

/**
 * Runs Playwright's tests in the Node.js of the Electron runtime, as Vitest is: the simulated services need a newer one
 * than set-up does.
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal }} [options]
 */
export function runPlaywright(args, { env = process.env, signal } = {}) {
  const runtime = electronRuntime();
  if (runtime === undefined) throw new Error('There is no Electron runtime yet. Run: node scripts/setup.mjs');
  const script = packageScript('@playwright/test', 'playwright');
  return run(runtime.binary, [script, 'test', ...args], { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, signal });
}
