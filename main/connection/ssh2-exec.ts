import { Readable, Writable } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import type { Problem, Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { CommandExit, ExecChannel } from './remote/exec-channel.ts';

/** What ssh2 itself takes; enough for commands that say a few words. */
const DEFAULT_WINDOW_BYTES = 2 * 1024 * 1024;
/** A server answers this long after it was asked for a channel, or not at all. */
export const CHANNEL_TIMEOUT_MS = 30_000;
/** What waits between the channel and whoever reads it, beside the channel's own window. */
const BUFFER_BYTES = 256 * 1024;

export interface Link {
  client: Client;
  host: string;
  clock: Clock;
  /** Aborted when the connection is gone; the reason is a `Problem`. */
  gone: AbortSignal;
  /** Bytes that have left for the machine since the connection began. */
  sentBytes(): number;
}

/** The problem with which a connection or a channel ended. */
export function endOf(signal: AbortSignal): Problem {
  return signal.reason as Problem;
}

/** Runs a command without a terminal on a channel of its own (RFC 4254, section 6.5). */
export function openExec(
  link: Link,
  command: string,
  windowBytes: number = DEFAULT_WINDOW_BYTES,
): Promise<Result<ExecChannel>> {
  return openChannel<ClientChannel, ExecChannel>(
    link,
    (done) => link.client.exec(command, { window: windowBytes }, done),
    (channel) => wrapExec(channel, link.gone),
    (channel) => channel.close(),
    (error) =>
      error.message === 'Unable to exec'
        ? fail('not-supported', `The machine at ${link.host} does not run commands for this sign-in.`, undefined)
        : fail(
            'busy',
            `The machine at ${link.host} did not open another channel.`,
            'It may allow only a few at once: close a terminal and try again.',
            describe(error),
          ),
  );
}

/** Opens a channel, unless the server is silent or the connection goes; one that comes too late is closed at once. */
export function openChannel<C, T>(
  { client, host, clock, gone }: Link,
  open: (done: (error: Error | undefined, channel: C) => void) => unknown,
  wrap: (channel: C) => T,
  close: (channel: C) => void,
  refuse: (error: Error) => Result<never>,
): Promise<Result<T>> {
  return new Promise((resolve) => {
    let isSettled = false;
    const settle = (result: Result<T>) => {
      if (isSettled) return;
      isSettled = true;
      cancel();
      gone.removeEventListener('abort', onGone);
      resolve(result);
    };
    const onGone = () => settle({ ok: false, problem: endOf(gone) });
    const cancel = clock.after(CHANNEL_TIMEOUT_MS, () =>
      settle(fail('timed-out', `The machine at ${host} did not answer when a channel was asked for.`, 'Try again.')),
    );
    if (gone.aborted) return onGone();
    gone.addEventListener('abort', onGone);
    try {
      open((error, channel) => {
        if (gone.aborted) return onGone();
        if (error !== undefined) return afterTrip(client, () => (gone.aborted ? onGone() : settle(refuse(error))));
        if (isSettled) close(channel);
        else settle(ok(wrap(channel)));
      });
    } catch (error) {
      // Thrown when the socket is closed already.
      settle(fail('connection-lost', `The connection to ${host} was lost.`, undefined, describe(error)));
    }
  });
}

/**
 * Runs the task when all that was sent has been dealt with: then a refused channel counts no more at the server, and ssh2,
 * which ends channels first, has said that the connection is gone, if it is.
 */
function afterTrip(client: Client, task: () => void): void {
  try {
    client.ping(() => setImmediate(task));
  } catch {
    setImmediate(task);
  }
}

/**
 * Streams that end as Node's do: a channel of ssh2 keeps writers waiting for ever once it is closed, and a lost link looks
 * like the end of the output.
 */
function wrapExec(channel: ClientChannel, gone: AbortSignal): ExecChannel {
  const exit: CommandExit = {};
  const cut = () => new Error(gone.aborted ? endOf(gone).message : 'The machine closed the channel.');
  channel.on('exit', (code: number | null, signal?: string) => {
    if (code !== null) exit.code = code;
    if (signal !== undefined) exit.signal = plainText(signal, 40);
  });
  // A channel that breaks also closes.
  channel.on('error', () => {});
  const output = readFrom(channel, gone, () => channel.close());
  const errors = readFrom(channel.stderr, gone);
  const input = new Writable({
    highWaterMark: BUFFER_BYTES,
    write: (chunk: Buffer, _encoding, done) => void channel.write(chunk, done),
    final: (done) => {
      channel.end();
      done();
    },
  });
  const isClosed = new Promise<CommandExit>((resolve) => {
    const end = () => resolve(exit);
    const close = () => {
      if (!input.writableFinished) input.destroy(cut());
      if (gone.aborted) return end();
      // ssh2 waits for the output alone. Whoever listens to the errors shall have heard all of them; one that ended at once
      // may be listened to only now.
      setImmediate(() => (errors.readableFlowing === true && !errors.closed ? errors.once('close', end) : end()));
    };
    channel.on('close', close);
    gone.addEventListener('abort', close, { once: true });
    channel.on('close', () => gone.removeEventListener('abort', close));
  });
  // Whoever waits for a write hears of it; nobody has to.
  for (const stream of [output, errors, input]) stream.on('error', () => {});
  const close = () => {
    // What is left of the output must be taken, or ssh2 never says that the channel has closed.
    output.destroy();
    errors.destroy();
    channel.close();
  };
  const leave = () => {
    input.destroy();
    channel.end();
    output.resume();
    errors.resume();
  };
  return { output, errors, input, exit: isClosed, leave, close };
}

function readFrom(source: Readable, gone: AbortSignal, onDestroyed = () => {}): Readable {
  const stream = new Readable({
    highWaterMark: BUFFER_BYTES,
    read: () => void source.resume(),
    destroy: (error, done) => {
      source.resume();
      onDestroyed();
      done(error);
    },
  });
  source.on('data', (chunk: Buffer) => {
    if (!stream.destroyed && !stream.push(chunk)) source.pause();
  });
  source.on('end', () => {
    if (gone.aborted) stream.destroy(new Error(endOf(gone).message));
    else stream.push(null);
  });
  return stream;
}
