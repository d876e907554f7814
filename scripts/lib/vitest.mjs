import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { electronRuntime } from '../setup/electron-runtime.mjs';
import { root } from '../setup/paths.mjs';
import { run } from './run.mjs';

/**
 * How many files run at the same time: unit tests keep one processor each busy; servers of integration tests need one of
 * many for themselves, and of two as much as is left while tests wait for them.
 * @param {string} group
 */
export function maxWorkers(group) {
  const processors = availableParallelism();
  return group === 'unit' ? processors : Math.max(Math.min(2, processors), processors - 1);
}

/**
 * Runs Vitest in the Node.js of the Electron runtime: the one our processes run in, with its crypto and its node:sqlite.
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal }} [options]
 */
export function runVitest(args, { env = process.env, signal } = {}) {
  const runtime = electronRuntime();
  if (runtime === undefined) throw new Error('There is no Electron runtime yet. Run: node scripts/setup.mjs');
  const script = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  return run(runtime.binary, [script, 'run', ...args], { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, signal });
}
