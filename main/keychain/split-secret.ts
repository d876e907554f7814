/** Most entries one secret may be spread over: enough for a key of 16,384 bits in the smallest blobs. */
const MAX_PARTS = 32;

/**
 * Cuts a secret into parts of at most `maxLength` UTF-16 units, for keychains that take short ones only. The first part
 * says how many there are.
 */
export function splitSecret(secret: string, maxLength: number): string[] {
  const parts: string[] = [];
  const room = maxLength - '32:'.length;
  for (let start = 0; start < secret.length || parts.length === 0;) {
    let end = Math.min(secret.length, start + room);
    // The two halves of one character stay together: alone they cannot be stored.
    if (end < secret.length && /[\uD800-\uDBFF]/.test(secret.charAt(end - 1))) end -= 1;
    parts.push(secret.slice(start, end));
    start = end;
  }
  if (parts.length > MAX_PARTS) throw new Error('the secret is too long for this keychain');
  return parts.map((part, index) => (index === 0 ? `${parts.length}:${part}` : part));
}

/** How many parts a secret has by its first one; undefined when it is not one of ours. */
export function countOfParts(first: string): number | undefined {
  const count = Number(/^(\d{1,2}):/.exec(first)?.[1]);
  return count >= 1 && count <= MAX_PARTS ? count : undefined;
}

/** The secret of which these are all parts. */
export function joinSecret(parts: readonly string[]): string {
  return parts.join('').replace(/^\d{1,2}:/, '');
}
