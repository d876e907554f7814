/** `90s`, `10m`, `1h`, or parts in that order: `1h30m`. */
export const DURATION_PATTERN = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/;

/** Milliseconds of a duration as jumpseat.yml writes it: a text like `1h30m`, or a number of seconds. */
export function toMilliseconds(duration: string | number): number {
  if (typeof duration === 'number') return Math.round(duration * 1000);
  const [, hours = '0', minutes = '0', seconds = '0'] = DURATION_PATTERN.exec(duration) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}

/** A duration for people: `1 h 30 min`, `45 s`. */
export function sayDuration(durationMs: number): string {
  const totalSeconds = Math.round(durationMs / 1000);
  const parts = [
    [Math.floor(totalSeconds / 3600), 'h'],
    [Math.floor((totalSeconds % 3600) / 60), 'min'],
    [totalSeconds % 60, 's'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return said.join(' ') || `${durationMs} ms`;
}
