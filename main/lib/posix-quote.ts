/** A word for a POSIX shell (XCU 2.2.2, single quotes): whatever is in it, the shell takes it as it is. */
export function posixQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
