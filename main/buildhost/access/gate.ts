import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';

/** Connections that have not signed in yet; more are turned away. */
export const MAX_WAITING = 8;
/** Time from the first byte to a finished sign-in. */
export const LOGIN_GRACE_MS = 20_000;

/** Keeps those who have not signed in few and their stay short. */
export interface Gate {
  /** False when the connection was turned away. */
  enter(socket: Socket): boolean;
  signedIn(socket: Socket): void;
}

export function createGate(clock: Clock, log: (line: string) => void): Gate {
  const waiting = new Map<Socket, () => void>();

  function leave(socket: Socket): void {
    waiting.get(socket)?.();
    waiting.delete(socket);
  }

  return {
    enter(socket) {
      if (waiting.size >= MAX_WAITING) {
        log(`A connection was turned away: ${MAX_WAITING} others have not signed in yet.`);
        socket.destroy();
        return false;
      }
      const cancel = clock.after(LOGIN_GRACE_MS, () => {
        log('A connection was closed: it did not sign in within the time allowed.');
        leave(socket);
        socket.destroy();
      });
      waiting.set(socket, cancel);
      socket.once('close', () => leave(socket));
      return true;
    },
    signedIn: leave,
  };
}
