import log from 'electron-log/main.js';
import { join } from 'node:path';

/** The log of this run: the file `jumpseat.log` in the data folder (1 MiB, one older file kept), and the console while developing. */
export function openLogFile(folder: string, isPackaged: boolean): (line: string) => void {
  log.transports.file.resolvePathFn = () => join(folder, 'logs', 'jumpseat.log');
  log.transports.file.maxSize = 1024 * 1024;
  log.transports.console.level = isPackaged ? false : 'info';
  return (line) => log.info(line);
}
