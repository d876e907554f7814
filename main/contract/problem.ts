import { z } from 'zod';

/** Every expected failure has one of these codes; the window chooses its reaction by code, never by text. */
export const problemCodes = [
  'bad-request',
  'not-found',
  'not-supported',
  'not-allowed',
  'cancelled',
  'busy',
  'project-missing',
  'project-config-missing',
  'project-config-invalid',
  'source-unavailable',
  'token-refused',
  'no-right',
  'rate-limited',
  'offline',
  'service-failed',
  'key-not-registered',
  'passphrase-needed',
  'keychain-unavailable',
  'paste-unreadable',
  'host-key-changed',
  /** The screen's server shows another certificate or key than before in this session. */
  'certificate-changed',
  'sign-in-refused',
  'connection-refused',
  'connection-lost',
  'timed-out',
  'session-ended',
  'process-crashed',
  'storage-failed',
  'already-exists',
  'not-empty',
  'disk-full',
  'too-large',
  'limit-reached',
  /** The file is not the one it was when the work on it began. */
  'changed-meanwhile',
  /** A name that could lead elsewhere, or that this system cannot have. */
  'unsafe-name',
  /** The machine's answer breaks the protocol. */
  'protocol-error',
  'internal',
] as const;

/** One expected failure. `detail` is for the log and a "Details" fold-out; it never holds a secret. */
export const problemSchema = z.object({
  code: z.enum(problemCodes),
  /** A plain sentence for the person: what happened. */
  message: z.string(),
  /** A plain sentence for the person: what to do. */
  hint: z.string().optional(),
  detail: z.string().optional(),
  /** The page where it can be put right. */
  link: z.url({ protocol: /^https?$/ }).optional(),
});

export type ProblemCode = (typeof problemCodes)[number];
export type Problem = z.infer<typeof problemSchema>;

/** Expected failures are values; bugs are exceptions. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };
