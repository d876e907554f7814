import type { Socket } from 'node:net';
import type { PseudoTtyInfo, ServerChannel, Session } from 'ssh2';
import type { Clock } from '../../lib/clock.ts';
import { describe } from '../../lib/result.ts';
import { finishChannel, signalNamed } from './channel-exit.ts';
import { createChannelWriter } from './channel-writer.ts';
import { isAllowedVariable, terminalType } from './client-environment.ts';
import { runCommand } from './command-channel.ts';
import type { ChannelProcess, ProcessKeeper } from './process-keeper.ts';
import { serveSftp } from './sftp/sftp-server.ts';
import { commandShell, interactiveShell } from './shell-command.ts';
import { markedShell, type MarkedShell } from './shell-marks.ts';
import { runInTerminal, terminalSize } from './terminal-channel.ts';

/** What every channel of a connection shares. */
export interface SessionContext {
  workspace: string;
  /** As it is when a command begins. */
  environment(): Record<string, string>;
  shell: string;
  /** For shells that mark their prompts; see shell-marks.ts. */
  marksFolder: string | undefined;
  keeper: ProcessKeeper;
  clock: Clock;
  /** The connection that carries the channel. */
  socket: Socket;
  /** True when the client is ssh2, which orders the arguments of a symlink request differently. */
  isSsh2: boolean;
  log(line: string): void;
}

const COULD_NOT_START = 126;
const MAX_VARIABLES = 64;

/** Serves one session channel (RFC 4254, section 6): a shell, a command, or SFTP. */
export function serveSession(session: Session, context: SessionContext): void {
  const { keeper, socket } = context;
  const requested = new Map<string, string>();
  let terminal: PseudoTtyInfo | undefined;
  let running: ChannelProcess | undefined;
  let closeFiles: (() => void) | undefined;

  function prepare(channel: ServerChannel): void {
    // Writing to a channel that the client has just closed is no reason to fall over.
    channel.on('error', () => undefined);
    channel.stderr.on('error', () => undefined);
    channel.once('close', end);
  }

  function end(): void {
    socket.removeListener('close', end);
    if (running !== undefined) void keeper.end(running);
    closeFiles?.();
  }

  /** What a person types to; only a terminal has use for marks. */
  function personsShell(): MarkedShell {
    const { shell, marksFolder } = context;
    try {
      if (terminal !== undefined && marksFolder !== undefined) {
        return markedShell(shell, marksFolder, context.environment());
      }
    } catch (error) {
      context.log(`The shell goes without marks: ${describe(error)}`);
    }
    return { command: interactiveShell(shell), environment: {} };
  }

  function start(channel: ServerChannel, { command, environment: added }: MarkedShell): void {
    prepare(channel);
    const writer = createChannelWriter(channel, socket);
    const environment = { ...context.environment(), ...Object.fromEntries(requested), ...added };
    const common = {
      command,
      folder: context.workspace,
      onExit: () => {
        if (running !== undefined) keeper.exited(running);
      },
    };
    try {
      if (terminal === undefined) running = runCommand(channel, writer, { ...common, environment });
      else {
        const size = terminalSize(terminal.cols, terminal.rows);
        const withType = { ...environment, TERM: terminalType(terminal.term) };
        running = runInTerminal(session, channel, writer, { ...common, ...size, environment: withType }, context.clock);
      }
    } catch (error) {
      context.log(`A command could not be started: ${describe(error)}`);
      writer.write('error', Buffer.from(`The command could not be started: ${describe(error)}\r\n`), () => undefined);
      finishChannel(channel, writer, { code: COULD_NOT_START });
    }
    if (running !== undefined) keeper.add(running);
  }

  session.on('env', (accept, reject, { key, val }) => {
    if (!isAllowedVariable(key, val) || requested.size >= MAX_VARIABLES) return reject?.();
    requested.set(key, val);
    accept?.();
  });
  session.on('pty', (accept, _reject, info) => {
    terminal = info;
    accept?.();
  });
  session.on('signal', (accept, reject, { name }) => {
    const signal = signalNamed(name);
    if (signal === undefined || running === undefined) return reject?.();
    void keeper.signal(running, signal);
    accept?.();
  });
  session.on('shell', (accept) => start(accept(), personsShell()));
  session.on('exec', (accept, _reject, info) =>
    start(accept(), { command: commandShell(context.shell, info.command), environment: {} }),
  );
  session.on('subsystem', (accept, reject, { name }) => {
    if (name !== 'sftp') return reject?.();
    const channel = accept();
    prepare(channel);
    closeFiles = serveSftp(channel, createChannelWriter(channel, socket), {
      ...context,
      environment: context.environment(),
    });
  });
  // The channel's own 'close' waits for input nobody may ever read; these two do not.
  session.on('close', end);
  socket.once('close', end);
}
