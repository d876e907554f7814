import type { Socket } from 'node:net';
import type { Problem } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import {
  answerSocks,
  MAX_REQUEST_BYTES,
  readGreeting,
  readRequest,
  socksReply,
  type SocksTarget,
} from './socks-request.ts';

/** A program says at once where it wants to go. */
export const HANDSHAKE_MS = 10_000;

export interface SocksRequest {
  target: SocksTarget;
  /** Tells the program that it is connected, or why it is not. */
  answer(reason?: Problem): void;
}

/**
 * Hears from a program, over a socket that is paused, where it wants to be connected to. Afterwards the socket is paused
 * again, with all that came after the request still to be read. Undefined when it asked for something else, for nothing,
 * or was too slow; then the socket is closed.
 */
export function hearSocksRequest(socket: Socket, clock: Clock): Promise<SocksRequest | undefined> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    let isGreeted = false;
    const settle = (request: SocksRequest | undefined, answer?: Buffer): void => {
      cancel();
      socket.pause();
      socket.off('data', take).off('end', giveUp).off('close', giveUp);
      if (request === undefined && answer !== undefined) socket.end(answer, () => socket.destroy());
      else if (request === undefined) socket.resetAndDestroy();
      else if (seen.length > 0) socket.unshift(seen);
      resolve(request);
    };
    const giveUp = (): void => settle(undefined);
    const cancel = clock.after(HANDSHAKE_MS, giveUp);
    const take = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      for (;;) {
        const step = isGreeted ? readRequest(seen) : readGreeting(seen);
        if (step.kind === 'refused') return settle(undefined, step.answer);
        if (step.kind === 'more') {
          if (seen.length > MAX_REQUEST_BYTES) giveUp();
          return;
        }
        seen = seen.subarray(step.bytes);
        if (step.kind === 'connect') {
          const { target, version } = step;
          return settle({ target, answer: (reason) => void socket.write(answerSocks(version, replyFor(reason))) });
        }
        isGreeted = true;
        socket.write(step.answer);
      }
    };
    socket.on('data', take).once('end', giveUp).once('close', giveUp);
    socket.resume();
  });
}

function replyFor(reason: Problem | undefined): number {
  switch (reason?.code) {
    case undefined:
      return socksReply.SUCCEEDED;
    case 'connection-refused':
      return socksReply.REFUSED;
    case 'not-allowed':
      return socksReply.NOT_ALLOWED;
    case 'timed-out':
      return socksReply.HOST_UNREACHABLE;
    default:
      return socksReply.FAILED;
  }
}
