import { posixQuote } from '../../lib/posix-quote.ts';
import type { Dialect } from './dialect.ts';
import { pathWord } from './shell-script.ts';
import { statCommand } from './stat-fields.ts';

/** Exit code of a listing that could not begin. */
export const NO_FOLDER_CODE = 90;

/** Fields of one entry in the output of GNU `find`. */
export const GNU_FIELDS = 9;

// Names come only between NULs, whatever is in them; numbers come in lines, which hold no name. Links are told of first.
const BATCH = (dialect: Dialect) => `
one() {
  for f do
    l=$(${statCommand(dialect)} "$f" 2>/dev/null) || continue
    printf '1\\0%s\\0%s\\0' "$l" "$f"
  done
}
for f do
  [ -L "$f" ] || continue
  if [ -d "$f" ]; then k=d; elif [ -f "$f" ]; then k=f; elif [ -e "$f" ]; then k=o; else k=N; fi
  t=$(readlink "$f" && echo .) || t=xx
  printf 'l\\0%s\\0%s\\0%s\\0' "$f" "$k" "\${t%??}"
done
l=$(${statCommand(dialect)} "$@" 2>/dev/null) && printf '%s\\0%s\\0' $# "$l" && printf '%s\\0' "$@" || one "$@"`;

/**
 * Lists a folder. GNU `find` gives nine fields for each entry. Elsewhere `stat` looks at many at once:
 * the links among them, with kind and target; a number, a block of lines, and so many names.
 */
export function listScript(path: string, dialect: Dialect): string {
  const folder = pathWord(path);
  const enter = `cd -- ${folder} 2>/dev/null || { ls -ld ${folder}/. >/dev/null; exit ${NO_FOLDER_CODE}; }`;
  if (dialect.hasPrintf) {
    const format = String.raw`'%y\0%Y\0%m\0%s\0%T@\0%u\0%g\0%l\0%f\0'`;
    return `${enter}\nexec find . -mindepth 1 -maxdepth 1 -printf ${format}`;
  }
  return `${enter}\nexec find . ! -name . -prune -exec sh -c ${posixQuote(BATCH(dialect))} sh {} +`;
}
