// Runs Vitest in the Node.js of the Electron runtime: the one our processes run in, with its crypto and its node:sqlite.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { root } from './setup/paths.mjs';

const runtime = electronRuntime();
if (runtime === undefined) {
  console.error('There is no Electron runtime yet. Run: node scripts/setup.mjs');
  process.exit(1);
}
const child = spawn(
  runtime.binary,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
);
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
