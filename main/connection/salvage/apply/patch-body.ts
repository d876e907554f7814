const NEW_LINE = 0x0a;
const [SPACE, PLUS, MINUS, BACKSLASH, AT] = Buffer.from(' +-\\@');
const HUNK = /^@@ -[0-9]{1,10}(?:,([0-9]{1,10}))? \+[0-9]{1,10}(?:,([0-9]{1,10}))? @@/;
const BINARY = /^(?:literal|delta) [0-9]{1,12}$/;
const ENCODED = /^[A-Za-z][!-~]{1,70}$/;
const MAX_HEAD = 400;

/**
 * Whether the content of one file's section is what its heads say, to the line, and nothing comes after it: `git apply`
 * would take what stands there for one more file.
 *
 * @param start of the first hunk, or of what follows "GIT binary patch"
 */
export function isWholeBody(patch: Buffer, start: number, end: number, isBinary: boolean): boolean {
  return isBinary ? isBinaryBody(patch, start, end) : isTextBody(patch, start, end);
}

function lineEnd(patch: Buffer, at: number, end: number): number {
  const found = patch.indexOf(NEW_LINE, at);
  return found < 0 || found > end ? end : found;
}

function isTextBody(patch: Buffer, start: number, end: number): boolean {
  let [old, fresh] = [0, 0];
  for (let at = start; at < end;) {
    const stop = lineEnd(patch, at, end);
    const first = patch[at];
    if (first === BACKSLASH) {
      // "\ No newline at end of file", about the line before it.
      if (at === start) return false;
    } else if (old > 0 || fresh > 0) {
      if (first === SPACE || first === NEW_LINE) [old, fresh] = [old - 1, fresh - 1];
      else if (first === MINUS) old -= 1;
      else if (first === PLUS) fresh -= 1;
      else return false;
      if (old < 0 || fresh < 0) return false;
    } else {
      if (first !== AT) return false;
      const head = HUNK.exec(patch.subarray(at, Math.min(stop, at + MAX_HEAD)).toString('latin1'));
      if (head === null) return false;
      [old, fresh] = [Number(head[1] ?? 1), Number(head[2] ?? 1)];
    }
    at = stop + 1;
  }
  return old === 0 && fresh === 0;
}

/** The new content and the old one, each ended by an empty line. */
function isBinaryBody(patch: Buffer, start: number, end: number): boolean {
  let isInside = false;
  let count = 0;
  for (let at = start; at < end;) {
    const stop = lineEnd(patch, at, end);
    const line = patch.subarray(at, Math.min(stop, at + MAX_HEAD)).toString('latin1');
    if (isInside) {
      if (line === '') isInside = false;
      else if (!ENCODED.test(line)) return false;
    } else {
      if (!BINARY.test(line) || count === 2) return false;
      isInside = true;
      count += 1;
    }
    at = stop + 1;
  }
  return count > 0 && !isInside;
}
