// Makes a fresh clone ready to run: packages, the Electron runtime, the shared libraries it needs. Plain Node.js.
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureElectron } from './setup/electron-runtime.mjs';
import { ensureElectronLibraries, ensureTestPeers, ensureVirtualDisplay } from './setup/system-libraries.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);

try {
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Jumpseat needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  ensureDependencies();
  await ensureElectron();
  ensureElectronLibraries();
  ensureVirtualDisplay();
  if (process.argv.includes('--for-tests')) ensureTestPeers();
} catch (error) {
  console.error(`set-up failed: ${error.message}`);
  process.exitCode = 1;
}
