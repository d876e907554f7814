import type { Socket } from 'node:net';
import type { ServerChannel } from 'ssh2';

/** Hands bytes to a channel's two outgoing streams, one piece at a time. */
export interface ChannelWriter {
  /** `taken` runs when the next piece is welcome; it never runs once the channel is closed. */
  write(stream: 'out' | 'error', bytes: Uint8Array, taken: () => void): void;
}

/** The pieces ssh2 sets aside while the other side's window is full. */
type SetAside = Record<'_chunk' | '_chunkcb' | '_chunkErr' | '_chunkcbErr', unknown>;

/**
 * ssh2 keeps what it had to set aside after it was sent, and sends it again the next time the window opens; with stderr
 * in play that repeats old output. Between two pieces nothing may be set aside, so it can be forgotten here.
 */
function forgetSetAside(channel: ServerChannel): void {
  const state = channel as unknown as SetAside;
  state._chunk = undefined;
  state._chunkcb = undefined;
  state._chunkErr = undefined;
  state._chunkcbErr = undefined;
}

export function createChannelWriter(channel: ServerChannel, socket: Socket): ChannelWriter {
  const waiting: { stream: 'out' | 'error'; bytes: Uint8Array; taken: () => void }[] = [];
  let busy = false;

  function next(): void {
    const piece = waiting.shift();
    busy = piece !== undefined;
    if (piece === undefined) return;
    forgetSetAside(channel);
    const target = piece.stream === 'error' ? channel.stderr : channel;
    if (!target.writable) return;
    target.write(piece.bytes, () => {
      const goOn = (): void => {
        piece.taken();
        next();
      };
      // ssh2 ignores how full the socket is. Without this, a client with a huge window fills our memory.
      if (socket.writableNeedDrain) socket.once('drain', goOn);
      else goOn();
    });
  }

  return {
    write(stream, bytes, taken) {
      waiting.push({ stream, bytes, taken });
      if (!busy) next();
    },
  };
}
