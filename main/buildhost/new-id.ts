import { randomUUID } from 'node:crypto';

/** A short id that is also a safe file name: 48 random bits behind a letter that says what it names. */
export function newId(kind: 'p' | 'b' | 'src' | 's'): string {
  return `${kind}-${randomUUID().replaceAll('-', '').slice(0, 12)}`;
}
