import type { Readable } from 'node:stream';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import type { ExecChannel } from '../remote/exec-channel.ts';
import { endOf, keepComplaint } from './write-pipe.ts';

/** A command on the machine that writes a file to its output. */
export interface ReadPipe {
  /** Fills the buffer; fewer bytes only at the end of the file. */
  read(into: Uint8Array): Promise<Result<number>>;
  stop(): void;
}

/** What comes out of a command. One that is cut ends like any other: its exit tells. */
export async function* untilCut(output: Readable): AsyncGenerator<Buffer, void, undefined> {
  const chunks = (output as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch(() => undefined);
    if (next === undefined || next.done === true) return;
    yield next.value;
  }
}

export function startReadPipe(channel: ExecChannel): ReadPipe {
  const complaint = keepComplaint(channel);
  channel.input.on('error', () => {});
  channel.input.end();
  const chunks = untilCut(channel.output);
  let rest: Buffer = Buffer.alloc(0);
  let end: Result<undefined> | undefined;

  return {
    async read(into) {
      let filled = 0;
      while (filled < into.length) {
        if (rest.length === 0) {
          const next = await chunks.next();
          if (next.done === true) {
            end ??= await endOf(channel, complaint);
            return end.ok ? ok(filled) : end;
          }
          rest = next.value;
        }
        const taken = rest.subarray(0, into.length - filled);
        into.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      return ok(filled);
    },
    stop: () => channel.close(),
  };
}
