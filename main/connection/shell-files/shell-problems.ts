import type { Problem } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { problem } from '../../lib/result.ts';

/**
 * What a command says of its failure in the C locale (strerror of GNU, BSD and musl), and how shells put it themselves
 * when they redirect. It stands behind the name, which may say anything.
 */
const sayings: readonly [RegExp, () => Problem][] = [
  [
    /no such file|nonexistent|not a directory|dangling/i,
    () => problem('not-found', 'This is not on the machine (any more).', 'List the folder again.'),
  ],
  [
    /permission denied|operation not permitted|read-only file system|access denied/i,
    () => problem('not-allowed', 'The machine does not allow this.', 'Sign in as a user who may do it.'),
  ],
  [
    /file exists|already exists|existing file/i,
    () => problem('already-exists', 'There is something with this name already.', 'Choose another name.'),
  ],
  [/directory not empty|not empty/i, () => problem('not-empty', 'The folder is not empty.', 'Remove what is in it.')],
  [
    /no space left|quota exceeded|file too large/i,
    () => problem('disk-full', 'There is no room left on the machine.', 'Make room there, and try again.'),
  ],
  [
    /cross-device/i,
    () => problem('not-supported', 'The two folders lie on different disks of the machine.', 'Copy it instead.'),
  ],
  [
    /is a directory/i,
    () => problem('not-supported', 'This is a folder, and cannot be read or written like a file.', 'Open it instead.'),
  ],
  [
    /file name too long/i,
    () => problem('unsafe-name', 'The machine cannot have a name this long.', 'Choose a shorter one.'),
  ],
  [
    /too many (levels of )?symbolic links|symbolic link loop/i,
    () => problem('not-found', 'This link leads round in a circle.', 'Remove it, or let it lead elsewhere.'),
  ],
];

/** Makes a problem of what a command that failed wrote to its error output. */
export function readComplaint(errors: string): Problem {
  // The reason is the last thing said; a name before it may hold any of these words.
  let found: { at: number; make: () => Problem } | undefined;
  for (const line of errors.trimEnd().split('\n').toReversed()) {
    for (const [pattern, make] of sayings) {
      const at = lastMatch(line, pattern);
      if (at > (found?.at ?? -1)) found = { at, make };
    }
    if (found !== undefined) break;
  }
  const detail = plainText(errors, 500);
  if (found !== undefined) return { ...found.make(), detail };
  return problem('protocol-error', 'A command on the machine failed.', 'Look at the details for what it said.', detail);
}

function lastMatch(text: string, pattern: RegExp): number {
  let at = -1;
  for (const match of text.matchAll(new RegExp(pattern, 'gi'))) at = match.index;
  return at;
}
