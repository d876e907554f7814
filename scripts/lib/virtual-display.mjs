import { spawn } from 'node:child_process';

/** How long Xvfb may take to say which display it serves. */
const READY_TIMEOUT_MS = 60_000;

/** True on a Linux without a screen. */
export function needsVirtualDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/**
 * Starts Xvfb on a display that it picks itself, and waits until it is ready. It ends when disposed of, and with us.
 * @param {{ width?: number, height?: number }} [size]
 * @returns {Promise<{ name: string, pid: number, [Symbol.asyncDispose](): Promise<void> }>}
 */
export async function startVirtualDisplay({ width = 1600, height = 1000 } = {}) {
  // Without -noreset it begins anew when its last client goes, and turns away one that comes at that moment.
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', resolve);
  });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);

  const number = await new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    const timer = setTimeout(
      () => reject(new Error(`Xvfb was not ready after ${READY_TIMEOUT_MS} ms.`)),
      READY_TIMEOUT_MS,
    );
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.stdio[3].on('data', (chunk) => {
      said += chunk;
      if (!said.includes('\n')) return;
      clearTimeout(timer);
      resolve(said.trim());
    });
    void ended.then((reason) => {
      clearTimeout(timer);
      reject(new Error(`Xvfb could not start: ${reason instanceof Error ? reason.message : complaint.trim()}`));
    });
  }).catch((error) => {
    stop();
    throw error;
  });

  return {
    name: `:${number}`,
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      process.removeListener('exit', stop);
      stop();
      await ended;
    },
  };
}
