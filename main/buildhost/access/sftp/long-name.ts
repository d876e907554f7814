import type { BigIntStats } from 'node:fs';
import type { OwnerNames } from './owners.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Older files show their year instead of the time, as `ls` does it. */
const HALF_A_YEAR_MS = 182 * 86_400_000;

function kind(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'd';
  if (stats.isSymbolicLink()) return 'l';
  if (stats.isCharacterDevice()) return 'c';
  if (stats.isBlockDevice()) return 'b';
  if (stats.isFIFO()) return 'p';
  return stats.isSocket() ? 's' : '-';
}

function permissions(mode: number): string {
  const letter = (bit: number, text: string): string => ((mode & bit) === 0 ? '-' : text);
  const execute = (bit: number, special: number, mark: string): string => {
    if ((mode & special) === 0) return letter(bit, 'x');
    return (mode & bit) === 0 ? mark.toUpperCase() : mark;
  };
  return [
    letter(0o400, 'r') + letter(0o200, 'w') + execute(0o100, 0o4000, 's'),
    letter(0o040, 'r') + letter(0o020, 'w') + execute(0o010, 0o2000, 's'),
    letter(0o004, 'r') + letter(0o002, 'w') + execute(0o001, 0o1000, 't'),
  ].join('');
}

function when(modifiedMs: number, nowMs: number): string {
  const date = new Date(modifiedMs);
  const two = (value: number, fill: string): string => String(value).padStart(2, fill);
  const day = `${MONTHS[date.getMonth()] ?? ''} ${two(date.getDate(), ' ')}`;
  const isRecent = modifiedMs <= nowMs && nowMs - modifiedMs < HALF_A_YEAR_MS;
  const rest = isRecent ? `${two(date.getHours(), '0')}:${two(date.getMinutes(), '0')}` : ` ${date.getFullYear()}`;
  return `${day} ${rest}`;
}

/** A line of `ls -l` without the name, which the caller appends as bytes. Times are in the machine's zone. */
export function longNamePrefix(stats: BigIntStats, owners: OwnerNames, nowMs: number): string {
  const owner = owners.user(Number(stats.uid)).padEnd(8);
  const group = owners.group(Number(stats.gid)).padEnd(8);
  const links = String(stats.nlink).padStart(4);
  const size = String(stats.size).padStart(8);
  return `${kind(stats)}${permissions(Number(stats.mode))} ${links} ${owner} ${group} ${size} ${when(Number(stats.mtimeMs), nowMs)} `;
}
