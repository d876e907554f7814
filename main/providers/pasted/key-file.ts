import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Why a key file that a command names is not used, for people; undefined when it is there. */
export type KeyFileFault = (path: string) => string | undefined;

/**
 * A path on another computer: to look there would sign in to it, with Windows' own password (`\\server`, `\??\UNC`), or
 * have the automounter ask it (`/net/server`, auto.master(5)).
 */
function isElsewhere(path: string): boolean {
  return /^(?:[\\/]{2}|[\\/]\?\?[\\/]|\/+(?:net|Network)\/)/.test(path);
}

/** Whether a key file can be looked for: it names its folder, and the folder is on this computer. */
export function isFindable(path: string): boolean {
  return !isElsewhere(path) && (/^~[/\\]/.test(path) || isAbsolute(path));
}

/** Looks for key files as ssh does; only their being there, nothing is read. */
export function createKeyFileFault(homeFolder: string, exists: (path: string) => boolean = existsSync): KeyFileFault {
  return (path) => {
    if (isElsewhere(path)) return 'The key file that the command names lies on another computer; it is not used.';
    if (!isFindable(path))
      return 'The command names its key file without a folder, so Jumpseat cannot find it. Import the key under Keys.';
    const whole = path.startsWith('~') ? join(homeFolder, path.slice(2)) : path;
    if (exists(whole)) return undefined;
    return 'The key file that the command names is not on this computer. Your other keys are offered instead.';
  };
}
