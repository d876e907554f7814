import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { promisify } from 'node:util';
import { KILL_GRACE_MS } from './process-group.ts';

/** Every process of a build carries this variable, wherever it moved itself. */
const MARKER = 'JUMPSEAT_BUILD_DIR=';

async function onLinux(isInside: (folder: string) => boolean): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const variables = (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0');
        const marker = variables.find((variable) => variable.startsWith(MARKER));
        const folder = Buffer.from(marker?.slice(MARKER.length) ?? '', 'latin1').toString('utf8');
        return folder !== '' && isInside(folder) ? [Number(pid)] : [];
      } catch {
        // Gone meanwhile, or somebody else's.
        return [];
      }
    }),
  );
  return found.flat();
}

async function onMac(folder: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('/bin/ps', ['-axEww', '-o', 'pid=,command='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => {
    const isOurs = line.includes(`${MARKER}${folder}${sep}`) || line.includes(`${MARKER}${folder} `);
    const pid = /^\s*(\d+)/.exec(line)?.[1];
    return isOurs && pid !== undefined ? [Number(pid)] : [];
  });
}

async function find(folder: string): Promise<number[]> {
  const isInside = (path: string): boolean => path === folder || path.startsWith(folder + sep);
  try {
    if (process.platform === 'linux') return (await onLinux(isInside)).filter(isNotOurself);
    if (process.platform === 'darwin') return (await onMac(folder)).filter(isNotOurself);
  } catch {
    // Without a list of processes there is nothing to do about them.
  }
  return [];
}

/** Jumpseat may itself have been started in a terminal of a session. */
function isNotOurself(pid: number): boolean {
  return pid !== process.pid && pid !== process.ppid;
}

function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone meanwhile.
    }
  }
}

/**
 * Ends the processes that builds in `folder` left behind outside of their process groups, such as daemons: found by the
 * variable every step gets. Linux and macOS; on Windows the process tree is all there is.
 */
export async function endLeftoverProcesses(folder: string, graceMs = KILL_GRACE_MS): Promise<void> {
  const deadline = performance.now() + graceMs;
  let pids = await find(folder);
  signal(pids, 'SIGTERM');
  while (pids.length > 0) {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 50);
    await promise;
    pids = await find(folder);
    if (performance.now() >= deadline) {
      signal(pids, 'SIGKILL');
      return;
    }
  }
}
