import type { Problem } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { describe, problem } from '../../lib/result.ts';

/** What the operating system calls a failure (`errno(3)`), or "" when it is something else. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** What a failure at a file of this computer means for a person. */
export function explainLocal(error: unknown, path: string): Problem {
  const at = `“${plainText(path, 300)}”`;
  const detail = describe(error);
  switch (codeOf(error)) {
    case 'ENOENT':
      return problem('not-found', `${at} is not on this computer.`, 'It may have been moved or deleted.', detail);
    case 'EACCES':
    case 'EPERM':
      return problem(
        'not-allowed',
        `This computer does not allow access to ${at}.`,
        'Check its permissions, then try again.',
        detail,
      );
    case 'EROFS':
      return problem('not-allowed', `${at} is on a disk that can only be read.`, 'Choose another folder.', detail);
    case 'EEXIST':
    case 'ENOTEMPTY':
    case 'EISDIR':
      return problem('already-exists', `${at} is there already.`, 'Choose another name.', detail);
    case 'ENOTDIR':
      return problem('already-exists', `A file is where a folder is needed for ${at}.`, 'Move it away first.', detail);
    case 'ELOOP':
      return problem('not-allowed', `${at} is a link, which is not followed.`, 'Move it away first.', detail);
    case 'ENOSPC':
    case 'EDQUOT':
      return problem('disk-full', 'The disk of this computer is full.', 'Make room, then resume.', detail);
    case 'EFBIG':
      return problem('too-large', `${at} is larger than its disk allows a file to be.`, 'Choose another disk.', detail);
    case 'ENAMETOOLONG':
      return problem('unsafe-name', `The name of ${at} is too long for this computer.`, 'Shorten it.', detail);
    case 'EMFILE':
    case 'ENFILE':
      return problem('busy', 'Too many files are open on this computer.', 'Try again in a moment.', detail);
    default:
      return problem('storage-failed', `This computer could not work with ${at}.`, 'Try again.', detail);
  }
}
