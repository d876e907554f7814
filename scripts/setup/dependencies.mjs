import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder, keptCacheFolder, root } from './paths.mjs';

const isWindows = process.platform === 'win32';

/** True when every package of the lockfile that belongs on this system is installed in the locked version. */
function matchesLockfile() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version;
  });
}

function patchesFingerprint() {
  const folder = join(root, 'patches');
  const hash = createHash('sha256');
  for (const name of existsSync(folder) ? readdirSync(folder).toSorted() : []) {
    hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: isWindows });
  if (result.status !== 0) {
    throw new Error(`"${command} ${args.join(' ')}" ended with ${result.status ?? result.signal ?? result.error}.`);
  }
}

/** Runs `npm ci`, which removes node_modules; the Electron runtime in its cache is too large to be fetched anew. */
function installPackages() {
  if (existsSync(cacheFolder)) {
    rmSync(keptCacheFolder, { recursive: true, force: true });
    renameSync(cacheFolder, keptCacheFolder);
  }
  try {
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  } finally {
    if (existsSync(keptCacheFolder)) {
      mkdirSync(dirname(cacheFolder), { recursive: true });
      renameSync(keptCacheFolder, cacheFolder);
    }
  }
}

/** Runs `npm ci` when node_modules is missing or behind the lockfile, then applies our patches to packages. */
export function ensureDependencies() {
  const marker = join(cacheFolder, 'patches.sha256');
  const fingerprint = patchesFingerprint();
  const applied = existsSync(marker) ? readFileSync(marker, 'utf8') : undefined;
  // A patch that changed can only be applied to a pristine package.
  if (!matchesLockfile() || (applied !== undefined && applied !== fingerprint)) {
    console.log('set-up: installing packages (npm ci)');
    installPackages();
    rmSync(marker, { force: true });
  } else if (applied === fingerprint) return;
  if (existsSync(join(root, 'patches')))
    run(process.execPath, [join(root, 'node_modules', 'patch-package', 'index.js'), '--error-on-fail']);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(marker, fingerprint);
}
