import type { Session } from 'electron';
import { extname } from 'node:path';

/** Files of frames that are remembered; those of longer ago were swept many times. */
const MAX_REMEMBERED = 256;

/**
 * Chromium keeps what it compiled of scripts and WebAssembly on the disk, for each origin. The origin of a frame never
 * comes back: what one left is taken away when the next comes.
 *
 * @returns to be told of every file that a frame is served
 */
export function createCodeSweeper(session: Pick<Session, 'clearCodeCaches'>): (address: URL) => void {
  const served: string[] = [];
  return ({ href, pathname }) => {
    if (extname(pathname) !== '.html') {
      served.push(href);
      served.splice(0, served.length - MAX_REMEMBERED);
    } else if (served.length > 0) {
      // Without success it is only kept for longer.
      session.clearCodeCaches({ urls: [...served] }).catch(() => {});
    }
  };
}
