/** A text that depends on the time, and the moment from which it reads differently. */
export interface TimedText {
  text: string;
  /** Milliseconds since the epoch; undefined when it stays as it is. */
  nextChangeAt: number | undefined;
}

export interface TimeLeft extends TimedText {
  /** `warn` in the last {@link WARN_MS}, `bad` in the last {@link BAD_MS} and after the end. */
  level: 'calm' | 'warn' | 'bad';
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A deadline nearer than this is shown as a warning. */
export const WARN_MS = 10 * MINUTE_MS;
/** A deadline nearer than this is shown as urgent. */
export const BAD_MS = 2 * MINUTE_MS;

const units = [
  { ms: DAY_MS, name: 'd' },
  { ms: HOUR_MS, name: 'h' },
  { ms: MINUTE_MS, name: 'min' },
];

/** How long ago a moment was, in its largest unit: "now", "3 min", "7 h", "2 d". A moment ahead of `now` is "now". */
export function relativeTime(at: number, now: number): TimedText {
  const age = Math.max(0, now - at);
  for (const { ms, name } of units) {
    const count = Math.floor(age / ms);
    if (count >= 1) return { text: `${count} ${name}`, nextChangeAt: at + (count + 1) * ms };
  }
  return { text: 'now', nextChangeAt: at + MINUTE_MS };
}

/** The same as part of a sentence: "just now", "3 min ago". */
export function timeAgo(at: number, now: number): TimedText {
  const { text, nextChangeAt } = relativeTime(at, now);
  return { text: text === 'now' ? 'just now' : `${text} ago`, nextChangeAt };
}

/** Seconds are counted in steps of this many, so that the window rests in between. */
const FRESH_STEP_S = 3;

/** As {@link timeAgo}, with seconds in the first minute: "12 s ago". */
export function freshTimeAgo(at: number, now: number): TimedText {
  const age = now - at;
  const seconds = Math.floor(age / SECOND_MS / FRESH_STEP_S) * FRESH_STEP_S;
  if (age >= MINUTE_MS) return timeAgo(at, now);
  const nextChangeAt = at + (Math.max(0, seconds) + FRESH_STEP_S) * SECOND_MS;
  return { text: seconds <= 0 ? 'just now' : `${seconds} s ago`, nextChangeAt };
}

/** Two digits, as in the seconds of "6m 02s". */
function padded(value: number): string {
  return String(value).padStart(2, '0');
}

/** "4s", "6m 12s", "1h 05m". */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / SECOND_MS));
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}h ${padded(minutes % 60)}m`;
  if (minutes >= 1) return `${minutes}m ${padded(seconds % 60)}s`;
  return `${seconds}s`;
}

/** What took less than a second still took time: "0.3s". */
function tookText(durationMs: number): string {
  if (durationMs <= 0 || durationMs >= SECOND_MS) return durationText(durationMs);
  return `${Math.max(0.1, Math.floor(durationMs / 100) / 10)}s`;
}

/** How long something has gone on, or took when it is over. */
export function elapsed(startedAt: number | undefined, finishedAt: number | undefined, now: number): TimedText {
  if (startedAt === undefined) return { text: '', nextChangeAt: undefined };
  if (finishedAt !== undefined) return { text: tookText(finishedAt - startedAt), nextChangeAt: undefined };
  const age = Math.max(0, now - startedAt);
  const step = age >= HOUR_MS ? MINUTE_MS : SECOND_MS;
  return { text: durationText(age), nextChangeAt: startedAt + (Math.floor(age / step) + 1) * step };
}

/** What is left until a moment: "38:12" below an hour, "1 h 05 min" above, "0:00" after it. */
export function timeLeft(at: number, now: number): TimeLeft {
  const left = at - now;
  if (left <= 0) return { text: '0:00', level: 'bad', nextChangeAt: undefined };
  if (left > HOUR_MS) {
    const minutes = Math.ceil(left / MINUTE_MS);
    return {
      text: `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`,
      level: 'calm',
      nextChangeAt: at - (minutes - 1) * MINUTE_MS,
    };
  }
  const seconds = Math.ceil(left / SECOND_MS);
  return {
    text: `${Math.floor(seconds / 60)}:${padded(seconds % 60)}`,
    level: left <= BAD_MS ? 'bad' : left <= WARN_MS ? 'warn' : 'calm',
    nextChangeAt: at - (seconds - 1) * SECOND_MS,
  };
}

/** The same in whole minutes, rounded up, for where seconds would be restless: "12 min", "1 h 05 min". */
export function minutesLeft(at: number, now: number): TimedText {
  const minutes = Math.ceil((at - now) / MINUTE_MS);
  if (minutes <= 0) return { text: '0 min', nextChangeAt: undefined };
  const hours = Math.floor(minutes / 60);
  return {
    text: minutes <= 60 ? `${minutes} min` : `${hours} h ${padded(minutes % 60)} min`,
    nextChangeAt: at - (minutes - 1) * MINUTE_MS,
  };
}

/** For machines: ISO 8601. Undefined for what is no moment that dates can show; to write it down would throw. */
export function isoTime(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A clock time of this computer: "14:03:07". */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${padded(date.getHours())}:${padded(date.getMinutes())}:${padded(date.getSeconds())}`;
}
