const sizeUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
const UNIT_BYTES = 1024;

/** "812 B", "3.1 KB", "184 MB". A unit is 1,024 of the one before, as most file managers count. */
export function sizeText(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (Math.round(value) >= UNIT_BYTES && unit < sizeUnits.length - 1) {
    value /= UNIT_BYTES;
    unit += 1;
  }
  const rounded = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${rounded} ${sizeUnits[unit]}`;
}

/** "41 MB/s". */
export function rateText(bytesPerSecond: number): string {
  return `${sizeText(bytesPerSecond)}/s`;
}

const countFormat = new Intl.NumberFormat('en-US');

/** "1,204". */
export function countText(count: number): string {
  return countFormat.format(count);
}

/** "1 file", "5,000 files". */
export function countOf(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
