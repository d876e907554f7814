import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import { within } from '../../lib/within.ts';
import { ProcessGroup } from '../run/process-group.ts';
import { noteDisplaySocket } from './display-socket.ts';
import { findFreePort } from './free-port.ts';

export const DESKTOP_HOST = '127.0.0.1';

/** An X server is there in a tenth of a second; milliseconds. */
const START_LIMIT_MS = 10_000;
/** How often another program may take the port that was free. */
const ATTEMPTS = 3;
/** What is kept of its last words. */
const LAST_WORDS_CHARACTERS = 2_000;
/** Whoever only looks who listens counts as somebody who guesses, and everybody comes from the same address. */
const REFUSALS_UNTIL_LOCKED = 1_000;

export interface DisplayServerOptions {
  /** TigerVNC's X server. */
  program: string;
  /** It runs in here. */
  folder: string;
  environment: Record<string, string>;
  passwordFile: string;
  authorityFile: string;
  /** What viewers show as its name. */
  title: string;
  clock: Clock;
}

/** An X server that shows its screen over VNC, on this computer's loopback only. */
export interface DisplayServer extends AsyncDisposable {
  /** `:7` */
  display: string;
  port: number;
  /** Settles when it is gone, with its last words. */
  ended: Promise<string>;
}

function argumentsOf(options: DisplayServerOptions, port: number): string[] {
  return [
    ['-displayfd', '3'],
    ['-rfbport', String(port), '-localhost', '-UseIPv6=0'],
    ['-SecurityTypes', 'VncAuth', '-PasswordFile', options.passwordFile],
    ['-BlacklistThreshold', String(REFUSALS_UNTIL_LOCKED), '-AlwaysShared'],
    ['-auth', options.authorityFile, '-nolisten', 'tcp'],
    ['-geometry', '1280x800', '-depth', '24', '-noreset'],
    ['-desktop', options.title],
  ].flat();
}

async function startOn(options: DisplayServerOptions, port: number): Promise<DisplayServer | string | undefined> {
  let lastWords = '';
  let report = '';
  const reported = Promise.withResolvers<true>();
  const group = new ProcessGroup({
    command: options.program,
    args: argumentsOf(options, port),
    cwd: options.folder,
    env: options.environment,
    onOutput: (bytes) => (lastWords = (lastWords + bytes.toString('utf8')).slice(-LAST_WORDS_CHARACTERS)),
    onReport(bytes) {
      report += bytes.toString('latin1');
      if (/^\d+\n/.test(report)) reported.resolve(true);
    },
  });
  const ended = group.exited.then(
    ({ startError, signal }) =>
      startError ?? `${lastWords.trim()}${signal === undefined ? '' : `\nEnded by ${signal}.`}`,
  );
  const isReady = await within(options.clock, START_LIMIT_MS, Promise.race([reported.promise, ended]));
  if (isReady !== true) {
    await group[Symbol.asyncDispose]();
    return isReady;
  }
  const display = report.trim();
  const removeSocket = noteDisplaySocket(display);
  void ended.then(removeSocket);
  return {
    display: `:${display}`,
    port,
    ended,
    async [Symbol.asyncDispose]() {
      await group[Symbol.asyncDispose]();
      removeSocket();
    },
  };
}

/** Starts an X server on a free display and a free port. `timed-out`, `process-crashed` */
export async function startDisplayServer(options: DisplayServerOptions): Promise<Result<DisplayServer>> {
  let lastWords = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const started = await startOn(options, await findFreePort(DESKTOP_HOST));
    if (started === undefined)
      return fail('timed-out', 'The desktop did not start in time.', 'This computer may be very busy; try again.');
    if (typeof started !== 'string') return ok(started);
    lastWords = started;
  }
  const hint = 'The details hold what Xtigervnc said.';
  return fail(
    'process-crashed',
    'The desktop could not be started: its display server ended at once.',
    hint,
    lastWords,
  );
}
