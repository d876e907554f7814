import { z } from 'zod';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import { fileRequestSchema, type FileCallName } from '../contract/file-port.ts';
import { viewerInputSchema } from '../contract/screen-port.ts';
import type { ScreenProtocol } from '../contract/screen.ts';
import { terminalInputSchema } from '../contract/streams.ts';
import type { Clock } from '../lib/clock.ts';
import { ViewerMessages } from './screens/vnc/viewer-messages.ts';
import type { StreamPort } from './stream-port.ts';

/** It is told at most this often; milliseconds. */
const EVERY_MS = 30_000;
/** What a viewer of RFB 3.8 says first: its version, its way to sign in, and whether it shares (RFC 6143, 7.1 to 7.3). */
const RFB_GREETING_BYTES = 12 + 1 + 1;

/** Requests of a file browser that a window makes by itself, too: it looks again at what it shows. */
const unasked: readonly FileCallName[] = ['locate', 'info', 'stopListing', 'stopWork'];
const listedSchema = z.object({ path: z.string() });

interface Options {
  clock: Clock;
  emit(event: ConnectionEvents['activity']): void;
}

/** Notices that a person is at work on a machine: typing, pasting, moving files, using its screen. */
export class Activity {
  readonly #options: Options;
  readonly #toldAt = new Map<number, number>();
  readonly #terminals = new Map<string, number>();
  readonly #transfers = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  note(machine: number | undefined): void {
    if (machine === undefined) return;
    const now = this.#options.clock.now();
    const toldAt = this.#toldAt.get(machine);
    // A clock that was set back must not silence it.
    if (toldAt !== undefined && now >= toldAt && now < toldAt + EVERY_MS) return;
    this.#toldAt.set(machine, now);
    this.#options.emit({ machine });
  }

  terminalOpened(terminalId: string, machine: number): void {
    this.#terminals.set(terminalId, machine);
  }

  terminalClosed(terminalId: string): void {
    this.#terminals.delete(terminalId);
  }

  transferStarted(transferId: string, machine: number): void {
    this.#transfers.set(transferId, machine);
    this.note(machine);
  }

  /** Files move, whoever looks. */
  transfersMoved(changes: ConnectionEvents['transfers']['changes']): void {
    for (const { transferId, progress } of changes)
      if (progress.state === 'running') this.note(this.#transfers.get(transferId));
  }

  transferForgotten(transferId: string): void {
    this.#transfers.delete(transferId);
  }

  terminalPort(terminalId: string, port: StreamPort): StreamPort {
    return overheard(port, (message) => {
      const input = terminalInputSchema.safeParse(message);
      if (input.success && input.data.type === 'data') this.note(this.#terminals.get(terminalId));
    });
  }

  filePort(machine: number, port: StreamPort): StreamPort {
    let listed: string | undefined;
    return overheard(port, (message) => {
      const request = fileRequestSchema.safeParse(message);
      if (!request.success || unasked.some((name) => name === request.data.name)) return;
      if (request.data.name === 'list') {
        const path = listedSchema.safeParse(request.data.input).data?.path;
        if (path === listed) return;
        listed = path;
      }
      this.note(machine);
    });
  }

  screenPort(machine: number, protocol: ScreenProtocol, port: StreamPort): StreamPort {
    const hear = protocol === 'vnc' ? vncInput(() => this.note(machine)) : rdpInput(() => this.note(machine));
    return overheard(port, (message) => {
      const input = viewerInputSchema.safeParse(message);
      if (input.success && input.data.type === 'data') hear(Buffer.from(input.data.bytes));
    });
  }
}

/** The port as it is, with somebody listening. */
function overheard(port: StreamPort, hear: (message: unknown) => void): StreamPort {
  return {
    post: (message) => port.post(message),
    listen: (onMessage, onClose) =>
      port.listen((message) => {
        hear(message);
        onMessage(message);
      }, onClose),
    close: () => port.close(),
  };
}

function vncInput(onInput: () => void): (chunk: Buffer) => void {
  const messages = new ViewerMessages(onInput);
  let greetingBytes = RFB_GREETING_BYTES;
  return (chunk) => {
    const rest = chunk.subarray(Math.min(greetingBytes, chunk.length));
    greetingBytes -= chunk.length - rest.length;
    messages.take(rest);
  };
}

/** Input comes as "fast-path" units, which begin with two bits of zero; all else is wrapped ([MS-RDPBCGR], 2.2.8.1.2). */
function rdpInput(onInput: () => void): (chunk: Buffer) => void {
  let isFirst = true;
  return (chunk) => {
    // The first message opens the way to the server, and is none of its.
    if (!isFirst && ((chunk[0] ?? 3) & 3) === 0) onInput();
    isFirst = false;
  };
}
