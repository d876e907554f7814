// Plays sessions one after another in the real app, and fails when memory, handles or files grow:
//   npm run soak -- --hours=24        or --minutes=10; --leak=memory, handles, files or all loses some on purpose
import { join } from 'node:path';
import { buildIfChanged } from './lib/app-build.mjs';
import { run, stopSignal } from './lib/run.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './lib/virtual-display.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { root } from './setup/paths.mjs';

const args = process.argv.slice(2);
const isKnown = /^--((hours|minutes)=[0-9]+(\.[0-9]+)?|leak=(memory|handles|files|all))$/;
const runtime = electronRuntime();
const signal = stopSignal();

if (process.platform !== 'linux') {
  console.error('The soak looks at processes through /proc, which is there on Linux only.');
  process.exitCode = 2;
} else if (
  !args.some((argument) => /^--(hours|minutes)=/.test(argument)) ||
  !args.every((each) => isKnown.test(each))
) {
  console.error('npm run soak -- --hours=N | --minutes=N [--leak=memory|handles|files|all]');
  process.exitCode = 2;
} else if (runtime === undefined) {
  console.error('There is no Electron runtime yet. Run: node scripts/setup.mjs --for-tests');
  process.exitCode = 1;
} else if (!(await buildIfChanged({ signal }))) {
  process.exitCode = 1;
} else {
  const display = needsVirtualDisplay() ? await startVirtualDisplay() : undefined;
  try {
    const { code } = await run(runtime.binary, [join(root, 'test', 'soak', 'run.ts'), ...args], {
      env: { ...process.env, ...(display === undefined ? {} : { DISPLAY: display.name }), ELECTRON_RUN_AS_NODE: '1' },
      signal,
    });
    process.exitCode = code ?? 1;
  } finally {
    await display?.[Symbol.asyncDispose]();
  }
}
