import type { SFTPWrapper } from 'ssh2';
import type { Problem } from '../contract/problem.ts';
import { plainText } from '../lib/plain-text.ts';
import { problem } from '../lib/result.ts';
import { endOf } from './ssh2-exec.ts';
import type { Link } from './ssh2-exec.ts';

// What patches/ssh2+1.17.0.patch adds.
declare module 'ssh2' {
  interface SFTPWrapper {
    /** All bytes that came on this channel, of half packets too. */
    bytesReceived: number;
    /** SFTP version the server speaks. */
    version: number;
    /** Names and versions of its extensions. */
    extensions: Readonly<Record<string, string>>;
    maxReadLength: number;
    maxWriteLength: number;
    /** From `limits@openssh.com`; Infinity when the server sets none, undefined when it does not say. */
    maxOpenHandles: number | undefined;
  }
}

/** When nothing at all moves on a channel for this long while requests wait, the machine has stopped answering. */
export const SILENCE_MS = 60_000;
/** Looks at this pace; counted in looks, not in time, so that a computer that slept does not give up at once. */
const LOOK_MS = 5_000;

/** What became of one request: its value, a status of the protocol other than "OK", or the end of the channel. */
export type Answer<T> =
  | { kind: 'value'; value: T }
  | { kind: 'status'; code: number; text: string }
  | { kind: 'ended'; problem: Problem };

export type Done<T> = (error: Error | null | undefined, value: T) => void;

/** One SFTP channel: requests that always come to an end. */
export interface SftpChannel {
  readonly sftp: SFTPWrapper;
  /** Aborted when the channel has ended; the reason is a `Problem`. */
  readonly ended: AbortSignal;
  ask<T>(send: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<Answer<T>>;
  /** Counts a file that is open, until the returned function is called. */
  hold(): () => void;
  idleSince(): number | undefined;
  /** The machine breaks the protocol: everything on this channel ends, since nothing on it can be believed any more. */
  breakOff(detail: string): Problem;
  close(): void;
}

export function createSftpChannel(sftp: SFTPWrapper, { host, clock, gone, sentBytes }: Link): SftpChannel {
  const ended = new AbortController();
  const waiting = new Set<(problem: Problem) => void>();
  let cancelLook: (() => void) | undefined;
  let holds = 0;
  let usedAt = clock.now();

  function end(reason: Problem): Problem {
    if (ended.signal.aborted) return endOf(ended.signal);
    ended.abort(reason);
    cancelLook?.();
    gone.removeEventListener('abort', onGone);
    for (const give of waiting) give(reason);
    waiting.clear();
    // Also closes our half when the server closed its own: until then it counts as a channel there.
    sftp.end();
    return reason;
  }
  const onGone = () => void end(endOf(gone));
  const breakOff = (detail: string) =>
    end(
      problem(
        'protocol-error',
        `The file service of ${host} answered with something that breaks the SFTP protocol.`,
        'Jumpseat closed its channel and does not trust what came. Try again, or use a terminal.',
        plainText(detail),
      ),
    );
  const onClosed = () =>
    void end(
      problem(
        'connection-lost',
        `The machine at ${host} ended the file connection (SFTP).`,
        'Try again: a new one is opened.',
      ),
    );

  function watch(): void {
    let seenBytes = -1;
    let silentMs = 0;
    const look = () => {
      cancelLook = undefined;
      if (waiting.size === 0) return;
      const bytes = sftp.bytesReceived + sentBytes();
      silentMs = bytes === seenBytes ? silentMs + LOOK_MS : 0;
      seenBytes = bytes;
      if (silentMs < SILENCE_MS) {
        cancelLook = clock.after(LOOK_MS, look);
        return;
      }
      end(
        problem(
          'timed-out',
          `The file service of ${host} has not answered for a minute.`,
          'Try again. If it goes on, reconnect.',
        ),
      );
    };
    look();
  }

  sftp.on('error', (error: Error) => void breakOff(error.message));
  sftp.on('end', onClosed);
  sftp.on('close', onClosed);
  if (gone.aborted) onGone();
  else gone.addEventListener('abort', onGone);

  return {
    sftp,
    ended: ended.signal,
    breakOff,
    idleSince: () => (waiting.size === 0 && holds === 0 ? usedAt : undefined),
    hold() {
      holds += 1;
      return () => {
        holds -= 1;
        usedAt = clock.now();
      };
    },
    ask: <T>(send: (sftp: SFTPWrapper, done: Done<T>) => void) =>
      new Promise<Answer<T>>((resolve) => {
        if (ended.signal.aborted) return resolve({ kind: 'ended', problem: endOf(ended.signal) });
        const give = (reason: Problem) => resolve({ kind: 'ended', problem: reason });
        waiting.add(give);
        send(sftp, (error, value) => {
          // The channel broke in this very reply; its end says how.
          if (!waiting.delete(give)) return;
          if (waiting.size === 0) usedAt = clock.now();
          if (error === undefined || error === null) return resolve({ kind: 'value', value });
          const { code, message } = error as Error & { code?: unknown };
          if (typeof code === 'number') return resolve({ kind: 'status', code, text: plainText(message) });
          if (message !== 'No response from server') return give(breakOff(message));
          // ssh2 says so of each request before it says that the channel ended, and why.
          waiting.add(give);
        });
        if (cancelLook === undefined) watch();
      }),
    close: () => void end(problem('cancelled', 'The file channel was closed.')),
  };
}

/** draft-ietf-secsh-filexfer-02, section 6.2. */
const MAX_HANDLE_BYTES = 256;

/** For requests that open something. */
export async function askHandle(
  channel: SftpChannel,
  send: (sftp: SFTPWrapper, done: Done<Buffer>) => void,
): Promise<Answer<Buffer>> {
  const answer = await channel.ask(send);
  if (answer.kind !== 'value') return answer;
  if (answer.value.length > MAX_HANDLE_BYTES)
    return { kind: 'ended', problem: channel.breakOff(`a handle of ${answer.value.length} bytes`) };
  // ssh2 gives a view into the packet, which would be kept as a whole.
  return { kind: 'value', value: Buffer.from(answer.value) };
}
