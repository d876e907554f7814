import { electronRuntime } from '../setup/electron-runtime.mjs';
import { root } from '../setup/paths.mjs';

/**
 * How to start the built app: the runtime, its arguments, and an environment for it.
 * Chromium refuses its sandbox to root, so root (containers, CI) runs the unpacked app without; a package never does.
 * @param {Record<string, string | undefined>} [environment] added to ours
 * @returns {{ binary: string, args: string[], env: Record<string, string> }}
 */
export function appCommand(environment = {}) {
  const runtime = electronRuntime();
  if (runtime === undefined) throw new Error('There is no Electron runtime yet. Run: node scripts/setup.mjs');
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const merged = { ...process.env, ...environment, ELECTRON_RUN_AS_NODE: undefined };
  return {
    binary: runtime.binary,
    args: [...(isRoot ? ['--no-sandbox'] : []), root],
    env: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)),
  };
}
