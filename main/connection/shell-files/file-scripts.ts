import type { Dialect } from './dialect.ts';
import { pathWord } from './shell-script.ts';

/** Bytes that commands read or write at once. */
const BLOCK_BYTES = 65_536;
/** Says that the file is open; then comes, or goes, what is in it. */
const OPEN = 'echo open';

function position(bytes: number): string {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`no position: ${bytes}`);
  return String(bytes);
}

/** Writes the file to its output, from a position on. */
export function readScript(path: string, from: number, dialect: Dialect): string {
  const file = pathWord(path);
  if (from === 0) return `exec cat ${file}`;
  if (dialect.hasByteOffsets) return `exec dd if=${file} bs=${BLOCK_BYTES} iflag=skip_bytes skip=${position(from)}`;
  return `exec tail -c +${position(from + 1)} ${file}`;
}

/** Whether a file can be read; says why not. */
export function canReadScript(path: string): string {
  const file = pathWord(path);
  // A pipe or a device would have it wait for ever.
  return `if [ -d ${file} ]; then echo 'Is a directory' >&2; exit 1; fi
if [ -e ${file} ] && ! [ -f ${file} ]; then echo 'Operation not permitted' >&2; exit 1; fi
: < ${file}`;
}

/** Makes a file that was not there, and writes its input to it. */
export function createScript(path: string, mode: number | undefined): string {
  const file = pathWord(path);
  // Nobody else may read it before its mode is set.
  const own = mode === undefined ? '' : 'u=$(umask); umask 077; ';
  const modeText = mode === undefined ? '' : `chmod $(printf %o $((0${mode.toString(8)} & ~0$u))) ${file} || exit 1\n`;
  return `if [ -e ${file} ] || [ -L ${file} ]; then echo 'File exists' >&2; exit 1; fi
${own}set -C
exec 3> ${file}
${modeText}${OPEN}
exec cat >&3`;
}

/** Whether a file is there and can be written; says why not. */
export function canWriteScript(path: string): string {
  const file = pathWord(path);
  return `if [ -d ${file} ]; then echo 'Is a directory' >&2; exit 1; fi
if ! [ -e ${file} ]; then echo 'No such file or directory' >&2; exit 1; fi
if ! [ -f ${file} ]; then echo 'Operation not permitted' >&2; exit 1; fi
: >> ${file}`;
}

/** Writes its input into a file from a position on, and cuts nothing off. */
export function writeScript(path: string, from: number, dialect: Dialect): string {
  const file = pathWord(path);
  const at = position(from);
  if (dialect.hasByteOffsets) {
    return `: >> ${file} || exit 1
${OPEN}
exec dd of=${file} bs=${BLOCK_BYTES} conv=notrunc oflag=seek_bytes seek=${at}`;
  }
  // Open for reading as well, so that reading moves the place where is written.
  return `exec 3<> ${file}
dd bs=${BLOCK_BYTES} count=$((${at} / ${BLOCK_BYTES})) <&3 >/dev/null 2>&1 || exit 1
dd bs=1 count=$((${at} % ${BLOCK_BYTES})) <&3 >/dev/null 2>&1 || exit 1
${OPEN}
exec cat >&3`;
}
