import { sep } from 'node:path';
import { findMarked } from '../access/process-table.ts';
import { KILL_GRACE_MS } from './process-group.ts';

const POLL_MS = 50;

/** Every process of a build carries this variable, wherever it moved itself; its value lies within the workspace. */
async function find(folder: string): Promise<number[]> {
  const pids = await findMarked(`JUMPSEAT_BUILD_DIR=${folder}${sep}`);
  // Jumpseat may itself have been started in a terminal of a session.
  return pids.filter((pid) => pid !== process.ppid);
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone meanwhile.
    }
  }
}

/**
 * Ends the processes that builds in `folder` left behind outside of their process groups, such as daemons. Linux and
 * macOS; on Windows the process tree is all there is.
 */
export async function endLeftoverProcesses(folder: string, graceMs = KILL_GRACE_MS): Promise<void> {
  const deadline = performance.now() + graceMs;
  let pids = await find(folder);
  signal(pids, 'SIGTERM');
  while (pids.length > 0) {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, POLL_MS);
    await promise;
    pids = await find(folder);
    if (performance.now() < deadline) continue;
    signal(pids, 'SIGKILL');
    return;
  }
}
