/** Ends of names that are more than the last dot and what follows. */
const DOUBLE_ENDING = /\.tar\.[A-Za-z0-9]{1,5}$/;
const ENDING = /(?<=[^.])\.[^.\s/]{1,12}$/;

/**
 * The name of the copy of a thing: "report copy.txt", then "report copy 2.txt". Folders have no ending, whatever dots are
 * in their names.
 */
export function copyName(name: string, kind: 'file' | 'folder', number: number): string {
  const ending = kind === 'folder' ? '' : (DOUBLE_ENDING.exec(name)?.[0] ?? ENDING.exec(name)?.[0] ?? '');
  const stem = name.slice(0, name.length - ending.length);
  return `${stem} copy${number === 1 ? '' : ` ${number}`}${ending}`;
}
