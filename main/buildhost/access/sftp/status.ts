import { getSystemErrorMessage } from 'node:util';
import { statusCode, type StatusCode } from './protocol.ts';

/** A request that ends with this status instead of a reply. */
export class StatusError extends Error {
  readonly code: StatusCode;

  constructor(code: StatusCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The same sorting of system errors that OpenSSH's server does. */
const codes: Readonly<Record<string, StatusCode>> = {
  ENOENT: statusCode.NO_SUCH_FILE,
  ENOTDIR: statusCode.NO_SUCH_FILE,
  EBADF: statusCode.NO_SUCH_FILE,
  ELOOP: statusCode.NO_SUCH_FILE,
  EPERM: statusCode.PERMISSION_DENIED,
  EACCES: statusCode.PERMISSION_DENIED,
  EFAULT: statusCode.PERMISSION_DENIED,
  ENAMETOOLONG: statusCode.BAD_MESSAGE,
  EINVAL: statusCode.BAD_MESSAGE,
  ENOSYS: statusCode.OP_UNSUPPORTED,
};

/** What to tell the client about anything that was thrown while serving its request. */
export function statusOf(error: unknown): { code: StatusCode; message: string } {
  if (error instanceof StatusError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { code: statusCode.FAILURE, message: 'Failure' };
  const { errno, code } = error as NodeJS.ErrnoException;
  if (errno === undefined || code === undefined) return { code: statusCode.FAILURE, message: error.message };
  return { code: codes[code] ?? statusCode.FAILURE, message: sentence(getSystemErrorMessage(errno) ?? code) };
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
