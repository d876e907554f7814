// Starts the app against simulated CI services, for a person to try:  npm run dev:vendors
// Everything is on this computer, the machines too. `-- --services-only` starts no app and goes on until Ctrl+C.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfChanged } from './lib/app-build.mjs';
import { appCommand } from './lib/electron.mjs';
import { run, stopSignal } from './lib/run.mjs';
import { needsVirtualDisplay } from './lib/virtual-display.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { cacheFolder, root } from './setup/paths.mjs';

const signal = stopSignal();

/** Starts the simulated services; resolves with what they say of themselves. */
async function startVendors(runtime) {
  // The Node.js of the runtime runs TypeScript as it is, and is the one our processes run in.
  const child = spawn(runtime.binary, [join(root, 'test', 'simulators', 'vendors-process.ts')], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const ready = new Promise((resolve) => child.once('message', resolve));
  const facts = await Promise.race([ready, ended.then(() => undefined)]);
  if (facts === undefined) throw new Error('The simulated services did not start.');
  return {
    facts,
    ended,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function tell({ services, missing }, dataFolder) {
  console.log('\nSimulated services, in real time. Press "+" beside "Builds" in the sidebar to add an account:');
  for (const { name, address, host, token, hints } of services) {
    console.log(`\n${name}  (${address})`);
    if (host !== undefined) console.log(`  host   ${host}`);
    console.log(`  token  ${token}`);
    for (const hint of hints) console.log(`  - ${hint}`);
  }
  if (missing !== undefined) console.log(`\nTheir machines cannot be signed in to: ${missing}.`);
  console.log(`\nThe app keeps its data in ${dataFolder}; remove the folder to begin anew.`);
}

async function runVendors() {
  const args = process.argv.slice(2);
  const isServicesOnly = args.includes('--services-only');
  const unknown = args.filter((argument) => argument !== '--services-only');
  if (unknown.length > 0) {
    console.error(`npm run dev:vendors [-- --services-only]    ${unknown.join(' ')} is not known`);
    return 2;
  }
  const runtime = electronRuntime();
  if (runtime === undefined) {
    console.error('There is no Electron runtime yet. Run: node scripts/setup.mjs --for-tests');
    return 1;
  }
  if (!isServicesOnly && needsVirtualDisplay()) {
    console.error('There is no display for the app. -- --services-only starts the services alone.');
    return 1;
  }
  if (!isServicesOnly && !(await buildIfChanged({ signal }))) return 1;
  const dataFolder = join(cacheFolder, 'vendors-data');
  const vendors = await startVendors(runtime);
  try {
    tell(vendors.facts, dataFolder);
    if (isServicesOnly) {
      console.log(`JUMPSEAT_SERVICES='${vendors.facts.environment}'`);
      const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await Promise.race([vendors.ended, signal.aborted ? undefined : stopped]);
      return signal.aborted ? 0 : 1;
    }
    mkdirSync(dataFolder, { recursive: true });
    const {
      binary,
      args: appArguments,
      env,
    } = appCommand({
      JUMPSEAT_DATA_FOLDER: dataFolder,
      JUMPSEAT_SERVICES: vendors.facts.environment,
    });
    const { code } = await run(binary, appArguments, { env, signal });
    return signal.aborted ? 0 : (code ?? 1);
  } finally {
    await vendors.stop();
  }
}

process.exitCode = await runVendors();
