import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { SalvageOrder } from '../contract/connection-work.ts';
import type { Problem } from '../contract/problem.ts';
import type { Salvage, SalvagePart } from '../contract/salvage.ts';
import { problem } from '../lib/result.ts';

/** One that is under way. */
export interface RunningSalvage {
  sessionId: string;
  order: SalvageOrder;
  salvage: Salvage;
  /** The process that worked on it is gone; it goes on when the machine is connected again. */
  isOrphaned: boolean;
  restarts: number;
  /** Resolves when it has ended, however. */
  ended: Promise<void>;
  end(): void;
}

export function beginRunning(sessionId: string, order: SalvageOrder, salvage: Salvage): RunningSalvage {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { sessionId, order, salvage, isOrphaned: false, restarts: 0, ended: promise, end: resolve };
}

/** After what its process said. */
export function withNews(salvage: Salvage, { salvageId: _id, ...news }: ConnectionEvents['salvage']): Salvage {
  const { clone: _clone, problem: _problem, ...kept } = salvage;
  return { ...kept, ...news };
}

/** One that nobody works on any more: what is whole stays, and the rest did not come. */
export function brokenOff(salvage: Salvage, reason: Problem): Salvage {
  const parts = salvage.parts.map((part): SalvagePart =>
    part.state === 'waiting' || part.state === 'running'
      ? { ...part, state: 'skipped', sizeBytes: 0, problem: reason }
      : part,
  );
  const isSaved = parts.some(({ state }) => state === 'saved');
  return { ...salvage, parts, state: isSaved ? 'partial' : 'failed', problem: salvage.problem ?? reason };
}

export const sessionOver = problem('session-ended', 'The machine went away before this was saved.');
export const processGone = problem('process-crashed', 'The part of Jumpseat that saved this ended unexpectedly.');
