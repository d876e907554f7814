import { posix, win32 } from 'node:path';
import { statusCode } from './protocol.ts';
import { StatusError } from './status.ts';

/**
 * How paths of the protocol (bytes, slashes) and of the system relate. Inside the server a path is a string of the
 * dialect's own making; only `forSystem` makes something to open.
 */
export interface PathDialect {
  /** An absolute path; relative ones start at `base`. Throws {@link StatusError}. */
  resolve(base: string, wire: Buffer): string;
  /** A path that is kept as it was given, like the target of a link. */
  verbatim(wire: Buffer): string;
  join(folder: string, name: string): string;
  split(path: string): { folder: string; name: string };
  forSystem(path: string): Buffer | string;
  /** From the system, where names come as bytes on POSIX. */
  fromSystem(path: Buffer | string): string;
  toWire(path: string): Buffer;
}

function refuse(wire: Buffer): void {
  if (wire.includes(0)) throw new StatusError(statusCode.BAD_MESSAGE, 'A name may not hold a NUL byte.');
  if (wire.length === 0) throw new StatusError(statusCode.NO_SUCH_FILE, 'The path is empty.');
}

/** Names are bytes on POSIX and need not be UTF-8: each byte stands for itself in a latin1 string. */
export const posixDialect: PathDialect = {
  resolve(base, wire) {
    refuse(wire);
    const path = wire.toString('latin1');
    // Not normalised: after a link, `..` leads elsewhere than the text says.
    return path.startsWith('/') ? path : posixDialect.join(base, path);
  },
  verbatim(wire) {
    refuse(wire);
    return wire.toString('latin1');
  },
  join: (folder, name) => (folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`),
  split: (path) => ({ folder: posix.dirname(path), name: posix.basename(path) }),
  forSystem: (path) => Buffer.from(path, 'latin1'),
  fromSystem: (path) =>
    typeof path === 'string' ? Buffer.from(path, 'utf8').toString('latin1') : path.toString('latin1'),
  toWire: (path) => Buffer.from(path, 'latin1'),
};

/** `/C:/Users` stands for `C:\Users`, the way Microsoft's port of OpenSSH writes it; `//host/share` for a network folder. */
export const windowsDialect: PathDialect = {
  resolve(base, wire) {
    refuse(wire);
    const path = wire.toString('utf8');
    const drive = /^\/?([A-Za-z]:)(?:[/\\]|$)/.exec(path);
    if (drive?.[1] !== undefined)
      return win32.normalize(`${path.slice(drive[0].indexOf(drive[1]))}\\`).replace(/(?<!:)\\+$/, '');
    return win32.resolve(base, path);
  },
  verbatim(wire) {
    refuse(wire);
    return wire
      .toString('utf8')
      .replace(/^\/(?=[A-Za-z]:)/, '')
      .replaceAll('/', '\\');
  },
  join: (folder, name) => win32.join(folder, name),
  split: (path) => ({ folder: win32.dirname(path), name: win32.basename(path) }),
  forSystem: (path) => path,
  fromSystem: (path) => (typeof path === 'string' ? path : path.toString('utf8')),
  toWire(path) {
    const slashes = path.replace(/^\\\\\?\\/, '').replaceAll('\\', '/');
    return Buffer.from(/^[A-Za-z]:/.test(slashes) ? `/${slashes}` : slashes, 'utf8');
  },
};

export const systemDialect: PathDialect = process.platform === 'win32' ? windowsDialect : posixDialect;
