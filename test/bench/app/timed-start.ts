import { spawn, type ChildProcess } from 'node:child_process';
import type { appCommand } from '../../../scripts/lib/electron.mjs';
import type { Framebuffer, Point } from '../terminal/framebuffer.ts';

/** --bad of the dark theme: the dot of a failed build, and the empty window's only colour. */
export const MARK = { text: '#ef6461', value: 0xef6461 };
/** The longest a start may take. */
export const START_TIMEOUT_MS = 30_000;

/** Ends a process and waits for it. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}

/** Seconds from the start of the process until the point has the colour. */
export async function secondsUntilPainted(
  command: ReturnType<typeof appCommand>,
  screen: Framebuffer,
  mark: Point,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command.binary, command.args, { env: command.env, stdio: 'ignore' });
  try {
    await screen.until([mark], MARK.value, 'all', START_TIMEOUT_MS);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await stop(child);
    await screen.until([mark], MARK.value, 'none', START_TIMEOUT_MS);
  }
}
