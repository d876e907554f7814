import { writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { constants } from 'node:os';
import { type IPty, spawn } from '@lydell/node-pty';
import type { Clock } from '../../lib/clock.ts';
import type { ProcessExit } from './channel-exit.ts';
import type { ShellCommand } from './shell-command.ts';

/** A process with a terminal of its own. Bytes in, bytes out. */
export interface Pty {
  pid: number;
  onData(listener: (bytes: Buffer) => void): void;
  onExit(listener: (exit: ProcessExit) => void): void;
  /** `taken` runs when the terminal has taken all of it. */
  write(bytes: Buffer, taken: () => void): void;
  pause(): void;
  resume(): void;
  resize(columns: number, rows: number): void;
  /** Lets go of the terminal; output still in it is lost. */
  hangUp(): void;
}

export interface PtyOptions {
  command: ShellCommand;
  folder: string;
  environment: Record<string, string>;
  columns: number;
  rows: number;
}

/** How long node-pty's farewell may find the terminal silent before the rest is given up. */
const SILENCE_MS = 200;
const FULL_TERMINAL_RETRY_MS = 5;

/** What node-pty does not show: its stream and, on POSIX, its file descriptor. */
interface Inside {
  fd: number;
  _socket: ReadStream & { _readableState: { decoder: unknown; encoding: unknown } };
}

function exitOf(code: number, signal: number | undefined): ProcessExit {
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  return signal === undefined || signal === 0 || name === undefined ? { code } : { code: 128 + signal, signal: name };
}

/** Starts a command in a new session with a terminal. Throws what node-pty throws. */
export function startPty(options: PtyOptions, clock: Clock): Pty {
  const { command, columns, rows } = options;
  const isWindows = process.platform === 'win32';
  const pty = spawn(command.file, isWindows && command.verbatim ? command.args.join(' ') : command.args, {
    name: options.environment['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.folder,
    env: options.environment,
    // With any other value the terminal's line editing would not know UTF-8 (termios' IUTF8).
    ...(isWindows ? {} : { encoding: 'utf8' }),
  });
  const bytes = isWindows ? windowsBytes(pty) : posixBytes(pty, clock);
  return {
    pid: pty.pid,
    onExit: (listener) => void pty.onExit(({ exitCode, signal }) => listener(exitOf(exitCode, signal))),
    resize(newColumns, newRows) {
      try {
        pty.resize(newColumns, newRows);
      } catch {
        // The process is gone; its exit is on the way.
      }
    },
    ...bytes,
  };
}

type PtyBytes = Pick<Pty, 'onData' | 'write' | 'pause' | 'resume' | 'hangUp'>;

function posixBytes(pty: IPty, clock: Clock): PtyBytes {
  const { fd, _socket: socket } = pty as unknown as Inside;
  // Bytes, not text: the client decodes.
  socket._readableState.decoder = null;
  socket._readableState.encoding = null;
  // node-pty throws errors it does not know unless somebody else listens as well.
  socket.on('error', () => undefined);

  let isPaused = false;
  let wasActive = true;
  let isReleased = false;
  const destroy = socket.destroy.bind(socket);

  function destroyWhenSilent(): void {
    if (isReleased || (!isPaused && !wasActive)) return void destroy();
    wasActive = false;
    clock.after(SILENCE_MS, destroyWhenSilent);
  }
  // node-pty destroys the stream 200 ms after the exit, also when a slow client has not had the last output yet.
  socket.destroy = (error?: Error) => {
    if (error !== undefined || isReleased || socket.readableEnded) return destroy(error);
    destroyWhenSilent();
    return socket;
  };

  // The stream's own write would spin while the terminal is full, and everything else would stand still.
  function write(rest: Buffer, taken: () => void): void {
    if (socket.destroyed) return;
    let written = 0;
    try {
      written = writeSync(fd, rest);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
    if (written === rest.length) taken();
    else clock.after(FULL_TERMINAL_RETRY_MS, () => write(rest.subarray(written), taken));
  }

  return {
    onData(listener) {
      socket.on('data', (chunk: Buffer) => {
        wasActive = true;
        listener(chunk);
      });
    },
    write,
    pause() {
      isPaused = true;
      socket.pause();
    },
    resume() {
      isPaused = false;
      wasActive = true;
      socket.resume();
    },
    hangUp() {
      isReleased = true;
      destroy();
    },
  };
}

/** ConPTY speaks UTF-8 text. */
function windowsBytes(pty: IPty): PtyBytes {
  const decoder = new StringDecoder('utf8');
  return {
    onData: (listener) => void pty.onData((text) => listener(Buffer.from(text, 'utf8'))),
    write(bytes, taken) {
      pty.write(decoder.write(bytes));
      taken();
    },
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    hangUp() {
      try {
        pty.kill();
      } catch {
        // It is gone already.
      }
    },
  };
}
