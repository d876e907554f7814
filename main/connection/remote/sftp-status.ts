import type { Problem } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { problem } from '../../lib/result.ts';

/**
 * Status codes of SFTP: 0 to 8 of version 3 (draft-ietf-secsh-filexfer-02, section 7), and those of later versions
 * (draft-ietf-secsh-filexfer-13, section 9.1) that servers of version 3 give all the same.
 */
export const sftpStatus = {
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  OP_UNSUPPORTED: 8,
  NO_SUCH_PATH: 10,
  FILE_ALREADY_EXISTS: 11,
  WRITE_PROTECT: 12,
  NO_SPACE: 14,
  QUOTA_EXCEEDED: 15,
  DIR_NOT_EMPTY: 18,
  NOT_A_DIRECTORY: 19,
} as const;

/** What was to be done when a machine refused it: the end of "the machine could not …", and the path it was about. */
export interface Deed {
  /** "open", "rename", "make the folder" … */
  verb: string;
  path: string;
}

/** A path in a sentence: fit for the screen, and its end rather than its beginning when it is long. */
export function shownPath(path: string): string {
  const shown = plainText(path, 4096);
  return `“${shown.length <= 120 ? shown : `…${shown.slice(-119)}`}”`;
}

export function notFound({ path }: Deed): Problem {
  return problem('not-found', `${shownPath(path)} is not there.`, 'It may have been moved or removed meanwhile.');
}
export function alreadyExists({ path }: Deed): Problem {
  return problem('already-exists', `${shownPath(path)} is there already.`, 'Choose another name, or replace it.');
}
export function notEmpty({ path }: Deed): Problem {
  return problem('not-empty', `The folder ${shownPath(path)} is not empty.`);
}
export function diskFull({ path }: Deed): Problem {
  return problem(
    'disk-full',
    `The machine has no space left for ${shownPath(path)}.`,
    'Free some space there, then try again.',
  );
}

/** What a status means for a person. `FAILURE` says nothing of its reason: whoever can should ask again first. */
export function explainStatus(code: number, text: string, deed: Deed): Problem {
  const shown = shownPath(deed.path);
  switch (code) {
    case sftpStatus.NO_SUCH_FILE:
    case sftpStatus.NO_SUCH_PATH:
    case sftpStatus.NOT_A_DIRECTORY:
      return notFound(deed);
    case sftpStatus.PERMISSION_DENIED:
    case sftpStatus.WRITE_PROTECT:
      return problem(
        'not-allowed',
        `No permission to ${deed.verb} ${shown}.`,
        'The user you are signed in as may not do this. A terminal may have ways, such as sudo.',
        text,
      );
    case sftpStatus.FILE_ALREADY_EXISTS:
      return alreadyExists(deed);
    case sftpStatus.NO_SPACE:
    case sftpStatus.QUOTA_EXCEEDED:
      return diskFull(deed);
    case sftpStatus.DIR_NOT_EMPTY:
      return notEmpty(deed);
    case sftpStatus.OP_UNSUPPORTED:
      return problem('not-supported', `The machine has no way to ${deed.verb} ${shown}.`, undefined, text);
    // What OpenSSH says to names that are too long and to values that cannot be (EINVAL, ENAMETOOLONG).
    case sftpStatus.BAD_MESSAGE:
      return problem(
        'not-supported',
        `The machine does not take ${shown} for this: it could not ${deed.verb} it.`,
        'The name may be too long or not possible there.',
        text,
      );
    default:
      break;
  }
  // Servers that give only "failure" often say more in words.
  if (/already exists|file exists/i.test(text)) return alreadyExists(deed);
  if (/not empty/i.test(text)) return notEmpty(deed);
  if (/no space|disk (is )?full|quota/i.test(text)) return diskFull(deed);
  return problem('not-allowed', `The machine could not ${deed.verb} ${shown}, and did not say why.`, undefined, text);
}
