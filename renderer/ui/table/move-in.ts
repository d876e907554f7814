/** Where a key leads in a list of `count` entries; undefined when it is no key for moving, or there is nowhere to go. */
export function moveIn(count: number, current: number, key: string, pageRows: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const clamp = (index: number): number => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return clamp(current + 1);
    case 'ArrowUp':
      return current < 0 ? last : clamp(current - 1);
    case 'PageDown':
      return clamp(Math.max(0, current) + pageRows);
    case 'PageUp':
      return clamp(Math.max(0, current) - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
