import { pathWord, scriptCommand } from '../../shell-files/shell-script.ts';

export type TarKind = 'gnu' | 'bsd' | 'busybox';

/**
 * Unpacks its input into a folder: with the permissions it is told (`-p`), for whoever runs it (`-o`), never with a
 * leading `/`, and without following what is there. All three tars take these letters.
 */
export function unpackCommand(tar: TarKind, folder: string): string {
  return asCommand(tar, `exec tar -x -p -o -f - -C ${pathWord(folder)}`);
}

/** Packs the files whose names it reads from its input, each ended with `nameEnd`. */
export function packCommand(tar: TarKind, folder: string): string {
  const names = tar === 'busybox' ? '-T -' : '--null -T -';
  // Files with several names as files each, and no padding for programs that read tapes.
  const options = tar === 'gnu' ? '--no-recursion --hard-dereference -b 64 ' : tar === 'bsd' ? '-n ' : '';
  return asCommand(tar, `exec tar -c -f - ${options}-C ${pathWord(folder)} ${names}`);
}

/** What ends a name in the list for `packCommand`. */
export function nameEnd(tar: TarKind): '\0' | '\n' {
  return tar === 'busybox' ? '\n' : '\0';
}

// What GNU's says is read. BSD's cannot take long names in this locale, and says little in any. The login shell, which may
// have quotes of its own, sees no character of a name that means anything to it.
function asCommand(tar: TarKind, script: string): string {
  return scriptCommand(script, { inEnglish: tar !== 'bsd' });
}
