import { once } from 'node:events';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ExecChannel } from '../remote/exec-channel.ts';
import { readComplaint } from './shell-problems.ts';

/** How much of what a command complains of is kept. */
const MAX_COMPLAINT_CHARACTERS = 4_096;

/** Keeps the end of what a command writes to its error output. */
export function keepComplaint(channel: ExecChannel): () => string {
  let text = '';
  channel.errors.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-MAX_COMPLAINT_CHARACTERS);
  });
  channel.errors.on('error', () => {});
  return () => text;
}

/** What the end of a long command means; undefined when all is well. */
export async function endOf(channel: ExecChannel, complaint: () => string): Promise<Result<undefined>> {
  const exit = await channel.exit;
  if (exit.code === 0) return ok();
  if (exit.code !== undefined) return { ok: false, problem: readComplaint(complaint()) };
  if (exit.signal !== undefined) return fail('protocol-error', `A command on the machine ended by ${exit.signal}.`);
  return fail('connection-lost', 'The connection to the machine is gone.', 'Reconnect, and try again.');
}

/** A command on the machine that writes what it is given; it said that its file is open. */
export interface WritePipe {
  write(bytes: Uint8Array): Promise<Result<undefined>>;
  /** Everything was given; what became of it. */
  end(): Promise<Result<undefined>>;
  stop(): void;
}

/** Waits until the command says that its file is open, or why it is not. */
export async function startWritePipe(channel: ExecChannel): Promise<Result<WritePipe>> {
  const complaint = keepComplaint(channel);
  let hasFailed = false;
  channel.input.on('error', () => (hasFailed = true));
  const saysOpen = new Promise<boolean>((resolve) => {
    channel.output.once('data', () => resolve(true));
    channel.output.once('end', () => resolve(false));
    channel.output.on('error', () => resolve(false));
  });
  const isOpen = await Promise.race([saysOpen, channel.exit.then(() => false)]);
  if (!isOpen) {
    const end = await endOf(channel, complaint);
    return end.ok ? fail('protocol-error', 'A command on the machine ended before it began.') : end;
  }
  channel.output.resume();
  const hasEnded = channel.exit.then(() => true);

  return ok({
    async write(bytes) {
      if (hasFailed || channel.input.destroyed) return failure();
      // The buffer belongs to the caller again as soon as this resolves.
      const isRoom = channel.input.write(Buffer.from(bytes));
      if (isRoom) return ok();
      const drained = once(channel.input, 'drain').then(
        () => false,
        () => true,
      );
      return (await Promise.race([drained, hasEnded])) ? failure() : ok();
    },
    async end() {
      if (!hasFailed) channel.input.end();
      return endOf(channel, complaint);
    },
    stop: () => channel.close(),
  });

  async function failure(): Promise<Result<undefined>> {
    const end = await endOf(channel, complaint);
    return end.ok ? fail('protocol-error', 'A command on the machine took only a part of the file.') : end;
  }
}
