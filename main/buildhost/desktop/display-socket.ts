import { statSync, unlinkSync } from 'node:fs';

function identify(socket: string): string | undefined {
  const found = statSync(socket, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev} ${found.ino} ${found.birthtimeMs}`;
}

/**
 * An X server that was killed leaves its socket behind. Call this while it runs; what it gives removes the socket of
 * that server, and never that of another which has taken the display since.
 */
export function noteDisplaySocket(display: string): () => void {
  const socket = `/tmp/.X11-unix/X${display}`;
  const ours = identify(socket);
  return () => {
    if (ours === undefined || identify(socket) !== ours) return;
    try {
      unlinkSync(socket);
    } catch {
      // Gone meanwhile.
    }
  };
}
