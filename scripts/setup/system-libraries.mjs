import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { electronRuntime } from './electron-runtime.mjs';

/** Debian packages that hold the shared libraries Electron links against. */
const electronPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libatk-bridge2.0-0', 'libdrm2'];

function has(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

function missingLibraries() {
  const runtime = electronRuntime();
  if (runtime === undefined) return [];
  const listed = spawnSync('ldd', [runtime.binary], { encoding: 'utf8' }).stdout ?? '';
  return listed.split('\n').filter((line) => line.includes('not found'));
}

/**
 * Installs Debian packages when root; otherwise stops with the one command that does.
 * @param {string[]} packages
 * @param {string} purpose what they are for, to be printed
 */
function installPackages(packages, purpose) {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0)
    throw new Error(
      `${purpose} needs packages that are not installed. Run this, then try again:\n  sudo sh -c '${command}'`,
    );
  console.log(`set-up: installing ${packages.join(' ')} (${purpose})`);
  const done = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`"${command}" failed:\n${done.stdout}\n${done.stderr}`);
}

/** On Debian and its relatives, adds the shared libraries that the Electron runtime misses. */
export function ensureElectronLibraries() {
  if (process.platform !== 'linux') return;
  const missing = missingLibraries();
  if (missing.length === 0) return;
  if (!has('apt-get')) {
    throw new Error(
      `Electron misses shared libraries; install them with your system's package manager:\n${missing.join('\n')}`,
    );
  }
  // Ubuntu 24.04 renamed some of them for 64-bit time.
  const renamed = spawnSync('apt-cache', ['show', 'libgtk-3-0t64'], { stdio: 'ignore' }).status === 0;
  const names = renamed
    ? electronPackages.map((name) => (/^lib(gtk|asound2|atk)/.test(name) ? `${name}t64` : name))
    : electronPackages;
  installPackages(names, 'Electron');
}

/** Adds the virtual display that a machine without a screen needs. */
export function ensureVirtualDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY || existsSync('/usr/bin/Xvfb'))
    return;
  if (!has('apt-get'))
    throw new Error("There is no display. Install Xvfb with your system's package manager, or set DISPLAY.");
  installPackages(['xvfb', 'xauth', 'fonts-dejavu-core'], 'the virtual display');
}

/** Adds the programs of other makers that the tests run against (Debian only; elsewhere tests say what they skip). */
export function ensureTestPeers() {
  if (process.platform !== 'linux' || !has('apt-get')) return;
  const wanted = {
    '/usr/sbin/sshd': 'openssh-server',
    '/usr/bin/sftp': 'openssh-client',
    '/usr/bin/rsync': 'rsync',
    '/usr/bin/Xvfb': 'xvfb',
    '/usr/bin/git': 'git',
    '/usr/bin/ps': 'procps',
    '/bin/ps': 'procps',
    '/usr/bin/dbus-daemon': 'dbus',
    '/usr/bin/gnome-keyring-daemon': 'gnome-keyring',
    '/usr/bin/xdotool': 'xdotool',
    '/usr/bin/openssl': 'openssl',
    // Servers and viewers of screens, and what is shown on them.
    '/usr/bin/Xtigervnc': 'tigervnc-standalone-server',
    '/usr/bin/tigervncpasswd': 'tigervnc-tools',
    '/usr/bin/xtigervncviewer': 'tigervnc-viewer',
    '/usr/bin/x11vnc': 'x11vnc',
    '/usr/sbin/xrdp': 'xrdp',
    '/usr/lib/xorg/modules/libxorgxrdp.so': 'xorgxrdp',
    '/usr/bin/xfreerdp': 'freerdp2-x11',
    '/usr/bin/freerdp-shadow-cli': 'freerdp2-shadow-x11',
    '/usr/bin/winpr-hash': 'winpr-utils',
    '/usr/bin/openbox': 'openbox',
    '/usr/bin/xterm': 'xterm',
    '/usr/bin/xclip': 'xclip',
    '/usr/bin/xsetroot': 'x11-xserver-utils',
    [`/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/libnss_wrapper.so`]: 'libnss-wrapper',
    [`/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/libpam_wrapper.so`]: 'libpam-wrapper',
  };
  const missing = new Set(
    Object.entries(wanted)
      .filter(([file]) => !existsSync(file))
      .map(([, name]) => name),
  );
  if (existsSync('/bin/ps')) missing.delete('procps');
  if (missing.size === 0) return;
  if (process.getuid?.() !== 0) {
    console.log(
      `set-up: tests against ${[...missing].join(', ')} will be skipped; to run them: sudo apt-get install ${[...missing].join(' ')}`,
    );
    return;
  }
  installPackages([...missing], 'the tests');
}
