import type { Result } from '../../contract/problem.ts';
import type { LeftOut } from '../../contract/salvage.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { pathFault } from '../sync/sync-paths.ts';

/** A file or a link that is to be packed. */
export interface PackItem {
  /** Below the folder that is packed, with `/`. */
  path: string;
  kind: 'file' | 'link';
  sizeBytes: number;
}

const MAX_BYTES = 32 * 1024 * 1024;
const LIMIT_MS = 120_000;
/** More files than this are not looked at. */
export const MAX_FILES = 100_000;

// The same of GNU and busybox, and of BSD: type and permissions in hex or octal, size, name.
const STAT = [
  'if stat -c %s / >/dev/null 2>&1; then xargs -0 stat -c "x%f %s %n" --',
  'else xargs -0 stat -f "o%p %z %N" --; fi 2>/dev/null',
].join('; ');

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads paths between NULs, and leaves out those that nobody may have here. */
export function readPaths(output: Buffer, leaveOut: (thing: LeftOut) => void): string[] {
  const paths: string[] = [];
  for (let start = 0; start < output.length && paths.length < MAX_FILES;) {
    const end = output.indexOf(0, start);
    const piece = output.subarray(start, end === -1 ? output.length : end);
    start = end === -1 ? output.length : end + 1;
    const path = judged(piece, leaveOut);
    if (path !== undefined) paths.push(path);
  }
  return paths;
}

function judged(piece: Buffer, leaveOut: (thing: LeftOut) => void): string | undefined {
  const name = piece.subarray(0, 2).toString('latin1') === './' ? piece.subarray(2) : piece;
  let path: string;
  try {
    path = decoder.decode(name);
  } catch {
    leaveOut({ path: shownPath(name.toString('utf8')), reason: 'unsafe-name' });
    return undefined;
  }
  // What ends in a slash is another repository, which has its own work.
  const fault = path.endsWith('/') ? 'repository' : pathFault(path, 'linux');
  if (fault === undefined) return path;
  leaveOut({ path: shownPath(path), reason: fault === 'repository' ? 'ignored' : 'unsafe-name' });
  return undefined;
}

/** A path as it may be shown. */
export function shownPath(path: string): string {
  return plainText(path, 4_000);
}

/** What kind the files are, and how large; what is neither file nor link is left out. */
export async function statFiles(
  machine: MachineFiles,
  folder: string,
  paths: readonly string[],
  { signal, leaveOut }: { signal: AbortSignal; leaveOut(thing: LeftOut): void },
): Promise<Result<PackItem[]>> {
  if (paths.length === 0) return ok([]);
  const answer = await machine.run(scriptCommand(`cd ${posixQuote(folder)} && { ${STAT}; }`), {
    input: paths.map((path) => `./${path}\0`).join(''),
    maxBytes: MAX_BYTES,
    timeoutMs: LIMIT_MS,
    signal,
  });
  if (!answer.ok) return answer;
  const known = parseStats(answer.value.output.toString('utf8'));
  if (known.size === 0 && paths.length > 0)
    return fail('service-failed', 'The machine does not tell how large its files are.', undefined, answer.value.errors);
  return ok(
    paths.flatMap((path) => {
      const item = known.get(path);
      if (item === undefined) leaveOut({ path: shownPath(path), reason: 'unreadable' });
      return item === undefined ? [] : [item];
    }),
  );
}

/** By path: what `stat` says of files and links. */
export function parseStats(text: string): Map<string, PackItem> {
  const found = new Map<string, PackItem>();
  for (const line of text.split('\n')) {
    const [, form, mode = '', size = '', name = ''] =
      /^([xo])([0-9a-f]{1,8}) ([0-9]{1,15}) \.\/(.+)$/s.exec(line) ?? [];
    const type = Number.parseInt(mode, form === 'x' ? 16 : 8) & 0o170000;
    const kind = type === 0o100000 ? 'file' : type === 0o120000 ? 'link' : undefined;
    if (kind !== undefined) found.set(name, { path: name, kind, sizeBytes: kind === 'link' ? 0 : Number(size) });
  }
  return found;
}

interface Limits {
  /** For one file. */
  fileLimitBytes: number;
  roomBytes: number;
}

/** Of a tar file: the header of each entry (two more where names are long), and content in whole blocks. */
const BLOCK_BYTES = 512;
const HEADER_BYTES = 3 * BLOCK_BYTES;

/** Those that there is room for, the smallest first; of the others it is said why not. */
export function choose(
  items: readonly PackItem[],
  { fileLimitBytes, roomBytes }: Limits,
  leaveOut: (thing: LeftOut) => void,
): PackItem[] {
  let left = roomBytes - 2 * BLOCK_BYTES;
  const chosen: PackItem[] = [];
  for (const item of items.toSorted((one, other) => one.sizeBytes - other.sizeBytes)) {
    const { path, sizeBytes } = item;
    const reason = sizeBytes > fileLimitBytes ? 'too-large' : undefined;
    const cost = HEADER_BYTES + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (reason === undefined && cost <= left) {
      left -= cost;
      chosen.push(item);
    } else leaveOut({ path: shownPath(path), sizeBytes, reason: reason ?? 'no-room' });
  }
  return chosen;
}
