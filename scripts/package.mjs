// Makes packages of the app with electron-builder.
//   npm run package                  the app as a folder in dist/, for this system, to try out
//   npm run package -- --release     the packages of electron-builder.yml for this system; needs its tools' downloads
//   --allow-development-runtime      lets a release be made with the fallback runtime, which is not for release
import { constants, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged, fingerprint } from './lib/app-build.mjs';
import { packageScript, runNode, stopSignal } from './lib/run.mjs';
import { electronRuntime } from './setup/electron-runtime.mjs';
import { cacheFolder, root } from './setup/paths.mjs';

const systems = { linux: '--linux', darwin: '--mac', win32: '--win' };
const markerFile = join(root, 'dist', 'folder.sha256');
const signal = stopSignal();

/** The fallback runtime without its app loader, which would win over the packaged app. */
function copyWithoutLoader(runtimeFolder) {
  const target = mkdtempSync(join(cacheFolder, 'package-runtime-'));
  const loader = join(runtimeFolder, 'resources', 'app');
  cpSync(runtimeFolder, target, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => source !== loader,
  });
  return target;
}

/** Runs electron-builder; with a runtime given it packs that one instead of downloading its own. */
async function runElectronBuilder(args, runtime) {
  const electronDist = runtime?.source === 'fallback' ? copyWithoutLoader(runtime.folder) : runtime?.folder;
  try {
    const own =
      runtime === undefined ? [] : [`-c.electronDist=${electronDist}`, `-c.electronVersion=${runtime.version}`];
    const script = packageScript('electron-builder', 'electron-builder');
    const { code } = await runNode(script, [systems[process.platform], ...args, ...own], { signal });
    if (code !== 0) throw new Error('electron-builder failed.');
  } finally {
    if (runtime?.source === 'fallback') rmSync(electronDist, { recursive: true, force: true });
  }
}

async function packageFolder(runtime) {
  const wanted = `${fingerprint(['out', 'assets/icon.png', 'electron-builder.yml', 'package.json', 'package-lock.json'])} ${runtime.version}`;
  if (existsSync(markerFile) && readFileSync(markerFile, 'utf8') === wanted) {
    console.log('dist/ already holds the app made from these files.');
    return;
  }
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await runElectronBuilder(['dir'], runtime);
  writeFileSync(markerFile, wanted);
  if (runtime.source === 'fallback')
    console.log('This app was made with the development runtime. It is for trying out, not for release.');
}

function refuseFallback(runtime, allowDevelopmentRuntime) {
  if (runtime.source !== 'fallback' || allowDevelopmentRuntime) return;
  throw new Error(
    'The Electron runtime here is the fallback for development, packed by a third party; no release is made with it. ' +
      'Run this where the official download works, or pass --allow-development-runtime.',
  );
}

try {
  const { values } = parseArgs({
    options: { release: { type: 'boolean' }, 'allow-development-runtime': { type: 'boolean' } },
  });
  const runtime = electronRuntime();
  if (runtime === undefined) throw new Error('There is no Electron runtime yet. Run: node scripts/setup.mjs');
  if (values.release) refuseFallback(runtime, values['allow-development-runtime']);
  if (!(await buildIfChanged({ signal }))) throw new Error('The app does not build.');
  if (!values.release) await packageFolder(runtime);
  else await runElectronBuilder([], runtime.source === 'fallback' ? runtime : undefined);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
