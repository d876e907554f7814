import type { Clock } from '../../lib/clock.ts';
import { askScript, BEGIN, END } from '../../lib/surroundings/ask-script.ts';
import type { ShellChannel } from '../ssh-connection.ts';

/** Most of what is listened to; a terminal that says more is not answering. */
const MAX_BYTES = 2 * 1024 * 1024;
/** A shell is asked once it has said something and been silent for so long; milliseconds. */
const SILENCE_MS = 300;
/** One that says nothing is asked all the same; milliseconds. */
const SILENT_START_MS = 3_000;
/** Without a beginning of the answer by then, what answers is no shell that understands; milliseconds after the question. */
const BEGIN_MS = 6_000;
/** Of the whole answer, from the question on; milliseconds. The tools have limits of their own. */
const ANSWER_MS = 15_000;

/** What is typed. It goes into no history, and the shell ends with it. Short of 4096 bytes, which a terminal may hold. */
export const question = ` unset HISTFILE; sh -c '${askScript}'; exit\r`;

/**
 * Asks the shell behind a terminal as a person would: by typing. Only this shows what start-up files, jump hosts and
 * containers make of a person's surroundings. Gives what was said, whole or not; undefined when nothing was understood.
 */
export function askInTerminal(channel: ShellChannel, clock: Clock, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let text = '';
    let bytes = 0;
    let isAsked = false;
    let hasBegun = false;
    const timers: (() => void)[] = [];
    let cancelSilence = (): void => {};

    const end = (): void => {
      for (const cancel of timers) cancel();
      cancelSilence();
      signal.removeEventListener('abort', end);
      channel.close();
      resolve(hasBegun ? text : undefined);
    };
    const ask = (): void => {
      if (isAsked) return;
      isAsked = true;
      // What was said so far was no answer.
      text = '';
      channel.write(new TextEncoder().encode(question));
      timers.push(
        clock.after(BEGIN_MS, () => {
          if (!hasBegun) end();
        }),
        clock.after(ANSWER_MS, end),
      );
    };
    timers.push(clock.after(SILENT_START_MS, ask));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) return end();
    channel.listen((chunk) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return end();
      const piece = decoder.decode(chunk, { stream: true });
      text += piece;
      if (!isAsked) {
        cancelSilence();
        cancelSilence = clock.after(SILENCE_MS, ask);
        return;
      }
      hasBegun ||= piece.includes(BEGIN);
      if (hasBegun && piece.includes(END)) end();
    }, end);
  });
}
