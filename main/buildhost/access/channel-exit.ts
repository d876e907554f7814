import type { ServerChannel } from 'ssh2';
import type { ChannelWriter } from './channel-writer.ts';

/** How a process ended. */
export interface ProcessExit {
  code: number;
  /** Name like SIGTERM, when a signal ended it. */
  signal?: string;
}

/** Signals that have a name in the protocol (RFC 4254, section 6.10). */
const NAMED_SIGNALS: ReadonlySet<string> = new Set<NodeJS.Signals>([
  'SIGABRT',
  'SIGALRM',
  'SIGFPE',
  'SIGHUP',
  'SIGILL',
  'SIGINT',
  'SIGKILL',
  'SIGPIPE',
  'SIGQUIT',
  'SIGSEGV',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
]);

/** The signal a client asked for by its name in the protocol ("INT"). */
export function signalNamed(name: string): NodeJS.Signals | undefined {
  const signal = `SIG${name}`;
  return NAMED_SIGNALS.has(signal) ? (signal as NodeJS.Signals) : undefined;
}

/** Reports how the process ended once all its output is on the way, then closes the channel. */
export function finishChannel(channel: ServerChannel, writer: ChannelWriter, exit: ProcessExit): void {
  writer.write('out', new Uint8Array(0), () => {
    if (exit.signal !== undefined && NAMED_SIGNALS.has(exit.signal)) channel.exit(exit.signal, false, '');
    else channel.exit(exit.code);
    channel.end();
  });
}
