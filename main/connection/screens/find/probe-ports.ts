import type { Duplex } from 'node:stream';
import type { Problem, Result } from '../../../contract/problem.ts';
import type { ScreenProtocol } from '../../../contract/screen.ts';
import type { Clock } from '../../../lib/clock.ts';
import { createSlots } from '../../../lib/http/slots.ts';
import { mayBeRdp, type ListeningPort } from './listening-ports.ts';
import { probeServer } from './probe-port.ts';

/** Connections at once. */
const AT_ONCE = 4;
/** For all ports together; those that were not reached by then count as none. */
export const PROBES_MS = 3_000;

/** Connects from the machine to one of its own ports. */
export type Forward = (host: string, port: number) => Promise<Result<Duplex>>;

export interface Probed {
  found: Map<number, ScreenProtocol>;
  /** Why no connection could be made at all, when it was not for lack of a server. */
  obstacle: Problem | undefined;
}

/** Asks each of the machine's ports what answers there. Every connection is closed when this resolves, or soon after. */
export async function probePorts(ports: readonly ListeningPort[], forward: Forward, clock: Clock): Promise<Probed> {
  const found = new Map<number, ScreenProtocol>();
  const overdue = new AbortController();
  const slots = createSlots(AT_ONCE);
  let obstacle: Problem | undefined;
  let hasAnswer = false;
  const probe = async (listening: ListeningPort): Promise<void> => {
    const { port } = listening;
    if (overdue.signal.aborted) return;
    const opened = await forward('127.0.0.1', port);
    if (opened.ok) {
      hasAnswer = true;
      const protocol = await probeServer(opened.value, mayBeRdp(listening), clock, overdue.signal);
      if (protocol !== undefined) found.set(port, protocol);
    } else if (opened.problem.code === 'connection-refused') hasAnswer = true;
    else obstacle = opened.problem;
  };
  const isOverdue = new Promise<void>((resolve) =>
    overdue.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const cancel = clock.after(PROBES_MS, () => overdue.abort());
  await Promise.race([Promise.all(ports.map((port) => slots.use(() => probe(port)))), isOverdue]);
  cancel();
  overdue.abort();
  return { found: new Map(found), obstacle: hasAnswer ? undefined : obstacle };
}
