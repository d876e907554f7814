import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Why a key file that a command names is not used, for people; undefined when it is there. */
export type KeyFileFault = (path: string) => string | undefined;

/** Looks for key files as ssh does; only their being there, nothing is read. */
export function createKeyFileFault(homeFolder: string, exists: (path: string) => boolean = existsSync): KeyFileFault {
  return (path) => {
    // To look at such a path would sign in to another computer, with Windows' own password.
    if (/^(?:\\\\|\/\/)/.test(path))
      return 'The key file that the command names lies on another computer; it is not used.';
    const whole = /^~[/\\]/.test(path) ? join(homeFolder, path.slice(2)) : path;
    if (!isAbsolute(whole))
      return 'The command names its key file without a folder, so Jumpseat cannot find it. Import the key under Keys.';
    if (exists(whole)) return undefined;
    return 'The key file that the command names is not on this computer. Your other keys are offered instead.';
  };
}
