import { plainText } from '../lib/plain-text.ts';
import type { Act } from './act.ts';

/** What goes into a notification of the system. Its texts come partly from services and machines, and are made plain. */
export interface Alert {
  title: string;
  body: string;
  /** The last warning: it may stay until it is answered. */
  isUrgent: boolean;
  /** What a click does. */
  act: Act;
  /** Buttons, where the system has them. */
  actions: readonly { label: string; act: Act }[];
}

/** One thing to tell; several of the same moment become one alert. */
export interface News extends Alert {
  /** What it is about, for a list of several: "storefront #412: 2 minutes". */
  line: string;
}

const MAX_NAME_LENGTH = 60;
const MAX_TITLE_LENGTH = 100;
const MAX_LINE_LENGTH = 200;
/** Notifications show a few lines. */
const MAX_LINES = 4;

/** A title of a session or a build, short enough to stand in a sentence. */
export const shortName = (name: string): string => plainText(name, MAX_NAME_LENGTH);

/** Sentences of one alert; those that are missing are left out. */
export function bodyOf(...sentences: (string | undefined)[]): string {
  return sentences
    .flatMap((sentence) => (sentence === undefined ? [] : [plainText(sentence, MAX_LINE_LENGTH)]))
    .filter((sentence) => sentence !== '')
    .join('\n');
}

/** One alert for what happened at once: as it is when it is one thing, a list under a common title otherwise. */
export function together(
  news: readonly News[],
  several: { title: (count: number) => string; act: Act },
): Alert | undefined {
  const [only] = news;
  if (only === undefined) return undefined;
  if (news.length === 1) {
    const { line: _line, ...alert } = only;
    return { ...alert, title: plainText(alert.title, MAX_TITLE_LENGTH) };
  }
  const shown = news.slice(0, news.length > MAX_LINES ? MAX_LINES - 1 : MAX_LINES);
  const rest = news.length - shown.length;
  return {
    title: several.title(news.length),
    body: bodyOf(...shown.map(({ line }) => line), rest === 0 ? undefined : `and ${rest} more`),
    isUrgent: news.some(({ isUrgent }) => isUrgent),
    act: several.act,
    actions: [],
  };
}
