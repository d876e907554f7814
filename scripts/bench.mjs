// Measures Jumpseat beside its peers:  npm run bench -- NAME [--json] [--runs=N] [--small]
// It is apart from `npm test`: figures depend on the machine, so they never fail a test run.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfChanged } from './lib/app-build.mjs';
import { run, stopSignal } from './lib/run.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { root } from './setup/paths.mjs';

const folder = join(root, 'test', 'bench');
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'bench.ts')));
const args = process.argv.slice(2);
const [name] = args.filter((argument) => !argument.startsWith('-'));
const unknown = args.filter(
  (argument) => argument.startsWith('-') && !/^--(json|small|runs=[1-9][0-9]?)$/.test(argument),
);
const runtime = electronRuntime();
const signal = stopSignal();

if (name === undefined || !names.includes(name) || unknown.length > 0) {
  console.error(`npm run bench -- NAME [--json] [--runs=N] [--small]    NAME is one of: ${names.join(', ')}`);
  process.exitCode = 2;
} else if (runtime === undefined) {
  console.error('There is no Electron runtime yet. Run: node scripts/setup.mjs --for-tests');
  process.exitCode = 1;
} else if (!(await buildIfChanged({ signal }))) {
  process.exitCode = 1;
} else {
  // The Node.js of the runtime runs TypeScript as it is, and is the one our processes run in.
  const { code } = await run(runtime.binary, [join(folder, 'run.ts'), ...args], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    signal,
  });
  process.exitCode = code ?? 1;
}
