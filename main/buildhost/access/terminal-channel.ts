import type { Session, ServerChannel } from 'ssh2';
import type { Clock } from '../../lib/clock.ts';
import { finishChannel } from './channel-exit.ts';
import type { ChannelWriter } from './channel-writer.ts';
import type { ChannelProcess } from './process-keeper.ts';
import { type PtyOptions, startPty } from './pty.ts';

/** Above this many bytes that the channel has not taken, the terminal is paused; Ctrl-C then answers at once. */
const HIGH_WATER_BYTES = 64 * 1024;
const LOW_WATER_BYTES = 16 * 1024;
const MAX_CELLS = 1000;

/** A client without a terminal of its own sends zeros; node-pty and programs need a size. */
export function terminalSize(columns: number, rows: number): { columns: number; rows: number } {
  const within = (cells: number, otherwise: number): number => (cells > 0 ? Math.min(cells, MAX_CELLS) : otherwise);
  return { columns: within(columns, 80), rows: within(rows, 24) };
}

/** Runs a command in a terminal and joins it to the channel, both ways with back-pressure. */
export function runInTerminal(
  session: Session,
  channel: ServerChannel,
  writer: ChannelWriter,
  options: PtyOptions & { onExit: () => void },
  clock: Clock,
): ChannelProcess {
  const pty = startPty(options, clock);
  let pendingBytes = 0;
  let isPaused = false;

  pty.onData((bytes) => {
    pendingBytes += bytes.length;
    if (!isPaused && pendingBytes > HIGH_WATER_BYTES) {
      isPaused = true;
      pty.pause();
    }
    writer.write('out', bytes, () => {
      pendingBytes -= bytes.length;
      if (!isPaused || pendingBytes > LOW_WATER_BYTES) return;
      isPaused = false;
      pty.resume();
    });
  });
  channel.on('data', (bytes: Buffer) => {
    channel.pause();
    pty.write(bytes, () => channel.resume());
  });
  session.on('window-change', (_accept, _reject, info) => {
    const size = terminalSize(info.cols, info.rows);
    pty.resize(size.columns, size.rows);
  });
  pty.onExit((exit) => {
    options.onExit();
    finishChannel(channel, writer, exit);
  });
  return { pid: pty.pid, hasTerminal: true, hangUp: () => pty.hangUp() };
}
