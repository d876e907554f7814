import { elapsed, freshTimeAgo, isoTime, relativeTime, timeAgo } from './time-text.ts';
import { useTimed } from './use-timed.ts';

/** How long ago: "3 min". Renders again only when it reads differently. */
export function RelativeTime({ at }: { at: number }) {
  return <time dateTime={isoTime(at)}>{useTimed((now) => relativeTime(at, now)).text}</time>;
}

/** "3 min ago", "just now". */
export function TimeAgo({ at }: { at: number }) {
  return <time dateTime={isoTime(at)}>{useTimed((now) => timeAgo(at, now)).text}</time>;
}

/** The same with seconds in the first minute: "15 s ago". */
export function FreshTimeAgo({ at }: { at: number }) {
  return <time dateTime={isoTime(at)}>{useTimed((now) => freshTimeAgo(at, now)).text}</time>;
}

/** How long something takes so far, or took. */
export function Elapsed({ from, to }: { from: number | undefined; to: number | undefined }) {
  return <span>{useTimed((now) => elapsed(from, to, now)).text}</span>;
}
