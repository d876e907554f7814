import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import { finishChannel, type ProcessExit } from './channel-exit.ts';
import type { ChannelWriter } from './channel-writer.ts';
import type { ChannelProcess } from './process-keeper.ts';
import type { ShellCommand } from './shell-command.ts';

export interface CommandOptions {
  command: ShellCommand;
  folder: string;
  environment: Record<string, string>;
  onExit: () => void;
}

/** What shells report for a command that could not be started. */
const NOT_STARTED = 127;

function exitOf(code: number | null, signal: NodeJS.Signals | null): ProcessExit {
  if (signal === null) return { code: code ?? NOT_STARTED };
  return { code: 128 + constants.signals[signal], signal };
}

/** Runs a command without a terminal: three pipes, joined to the channel with back-pressure. */
export function runCommand(
  channel: ServerChannel,
  writer: ChannelWriter,
  options: CommandOptions,
): ChannelProcess | undefined {
  const { command } = options;
  const child = spawn(command.file, command.args, {
    cwd: options.folder,
    env: options.environment,
    // A group of its own, so that it can be ended with everything it started.
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: command.verbatim,
    stdio: 'pipe',
  });
  child.on('error', (error) => {
    writer.write('error', Buffer.from(`The command could not be started: ${error.message}\r\n`), () => undefined);
    options.onExit();
    finishChannel(channel, writer, { code: NOT_STARTED });
  });
  if (child.pid === undefined) return undefined;

  function forward(source: Readable, stream: 'out' | 'error'): void {
    source.on('data', (bytes: Buffer) => {
      source.pause();
      writer.write(stream, bytes, () => source.resume());
    });
  }
  forward(child.stdout, 'out');
  forward(child.stderr, 'error');

  channel.pipe(child.stdin);
  // A command that does not want its input closes it; the rest is read and dropped so that the client is not held up.
  child.stdin.on('error', () => undefined);
  child.stdin.on('close', () => channel.resume());

  child.on('close', (code, signal) => {
    options.onExit();
    finishChannel(channel, writer, exitOf(code, signal));
  });

  return {
    pid: child.pid,
    hasTerminal: false,
    hangUp() {
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
    },
  };
}
