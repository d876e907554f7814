import { posixQuote } from '../../lib/posix-quote.ts';
import { parentPath } from '../files/entry-names.ts';
import type { Attributes } from '../remote/remote-files.ts';
import type { Dialect } from './dialect.ts';
import { pathWord } from './shell-script.ts';

/** What the scripts themselves complain of, in the words of strerror. */
const say = (complaint: string) => `{ echo '${complaint}' >&2; exit 1; }`;
const isThere = (word: string) => `{ [ -e ${word} ] || [ -L ${word} ]; }`;

/** Where a path leads in the end. */
export function realPathScript(path: string): string {
  const word = pathWord(path);
  return `if [ -d ${word} ]; then cd -- ${word} && exec pwd -P; fi
readlink -f ${word} 2>/dev/null || exec realpath ${word}`;
}

export function makeLinkScript(path: string, target: string): string {
  const word = pathWord(path);
  // `ln` would put the link into a folder of this name.
  return `${isThere(word)} && ${say('File exists')}\nexec ln -s -- ${posixQuote(target)} ${word}`;
}

/** Renames within one file system; what lies on another would be copied, and half a copy must never have the name. */
export function renameScript(from: string, to: string, replace: boolean, dialect: Dialect): string {
  const source = pathWord(from);
  const target = pathWord(to);
  const folder = pathWord(parentPath(to));
  const device = dialect.stat === 'gnu' ? 'stat -c %d' : 'stat -f %d';
  const lines = [
    `${isThere(source)} || ${say('No such file or directory')}`,
    `[ -d ${folder} ] || ${say('No such file or directory')}`,
    // Of a link, `stat` tells of itself; of its folder, with the dot, what it leads to.
    `[ "$(${device} ${source})" = "$(${device} ${folder}/.)" ] || ${say('Cross-device link')}`,
  ];
  if (!replace) {
    lines.push(`${isThere(target)} && ${say('File exists')}`);
    // In one step, so that nobody's file is lost in between. Elsewhere than in Linux, link(2) follows links.
    if (dialect.hasLink) {
      lines.push(`if [ -f ${source} ] && ! [ -L ${source} ]; then`);
      lines.push(`  if link ${source} ${target} 2>/dev/null; then exec rm -f -- ${source}; fi`);
      lines.push(`  ${isThere(target)} && ${say('File exists')}`, 'fi');
    }
    lines.push(`mv ${dialect.hasMoveOnto ? '-nT' : '-n'} -- ${source} ${target} || exit 1`);
    lines.push(`${isThere(source)} && ${say('File exists')}`, 'exit 0');
    return lines.join('\n');
  }
  lines.push(
    `if [ -d ${target} ] && ! [ -L ${target} ]; then`,
    `  { [ -d ${source} ] && ! [ -L ${source} ]; } || ${say('Is a directory')}`,
    `  rmdir -- ${target} || exit 1`,
    'fi',
  );
  // For some a link to a folder is a folder: busybox refuses it, BSD moves into it.
  lines.push(`if [ -L ${target} ] && [ -d ${target} ]; then rm -f -- ${target} || exit 1; fi`);
  lines.push(`exec mv ${dialect.hasMoveOnto ? '-fT' : '-f'} -- ${source} ${target}`);
  return lines.join('\n');
}

/** Undefined when a time cannot be written in four digits of a year. */
export function attributesScript(path: string, { mode, modifiedAt }: Attributes): string | undefined {
  const word = pathWord(path);
  const lines: string[] = [];
  if (mode !== undefined) lines.push(`chmod ${(mode & 0o7777).toString(8)} ${word} || exit 1`);
  if (modifiedAt !== undefined) {
    const time = touchTime(modifiedAt);
    if (time === undefined) return undefined;
    lines.push(`[ -e ${word} ] || ${say('No such file or directory')}`, `touch -c -m -t ${time} ${word} || exit 1`);
  }
  return [...lines, 'exit 0'].join('\n');
}

/** `CCYYMMDDhhmm.SS` in UTC (POSIX, `touch -t`). */
export function touchTime(modifiedAt: number): string | undefined {
  if (!Number.isFinite(modifiedAt) || modifiedAt < 0 || modifiedAt > Date.UTC(9999, 11, 31)) return undefined;
  const text = new Date(modifiedAt).toISOString().replaceAll(/[^0-9]/g, '');
  return `${text.slice(0, 12)}.${text.slice(12, 14)}`;
}

/** Kilobytes available, from the last line of `df -Pk` (POSIX): …, used, available, capacity, mount point. */
export function readFreeBytes(output: string): number | undefined {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const available = /\s\d+\s+\d+\s+(\d{1,15})\s+(?:\d+%|-)\s+\//.exec(line)?.[1];
  return available === undefined ? undefined : Number(available) * 1_024;
}
