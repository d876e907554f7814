import type { Terminal } from '@xterm/xterm';

/** Modes in which a program takes the mouse, and text could not be selected (xterm control sequences, DECSET). */
const mouseModes = new Set([9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016]);
const RELEASE_MOUSE = '\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l';
/** Links, titles, folders, notifications, the clipboard, and what shells and programs tell about themselves. */
const silentCodes = [0, 1, 2, 7, 8, 9, 52, 99, 133, 633, 777, 1337];

/** Has a terminal only show what is written to it: nothing in it is a link, a title or text for the clipboard. */
export function silence(terminal: Terminal): void {
  const { parser } = terminal;
  for (const code of silentCodes) parser.registerOscHandler(code, () => true);
  parser.registerCsiHandler({ prefix: '?', final: 'h' }, (modes) => {
    const taking = modes.filter((mode) => typeof mode === 'number' && mouseModes.has(mode));
    if (taking.length === 0) return false;
    if (taking.length < modes.length) terminal.write(RELEASE_MOUSE);
    return taking.length === modes.length;
  });
  parser.registerCsiHandler({ final: 't' }, () => true);
}
