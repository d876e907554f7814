import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Bytes as they pass. */
export interface Meter {
  up(bytes: number): void;
  down(bytes: number): void;
}

/**
 * Joins a socket of this computer, paused so far, to a connection at the machine: as fast as the slower side takes it,
 * each direction to its own end. When either breaks, the other one is reset.
 *
 * @returns ends both at once
 */
export function joinStreams(socket: Socket, stream: Duplex, meter: Meter): () => void {
  socket.on('data', (chunk: Buffer) => meter.up(chunk.length));
  stream.on('data', (chunk: Buffer) => meter.down(chunk.length));
  socket.once('error', () => stream.destroy());
  stream.once('error', () => socket.resetAndDestroy());
  socket.once('close', () => stream.destroy());
  // What came before has been written, though it may not have left yet.
  stream.once('close', () => {
    if (!socket.destroyed) socket.destroySoon();
  });
  stream.pipe(socket);
  socket.pipe(stream);
  return () => {
    socket.resetAndDestroy();
    stream.destroy();
  };
}
