import type { LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ByteReply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import { logWindow } from '../log-window.ts';
import type { LoggedStep } from './steps.ts';

/** Bytes of logs that are kept at most. */
const MAX_BYTES = 64 * 1024 * 1024;
/** A log that may still grow is not asked for more often. */
const FRESH_MS = 2_000;

interface Entry {
  bytes: Uint8Array;
  readAt: number;
  /** Nothing is added any more. */
  isWhole: boolean;
}

/** The logs that somebody read, by address; in memory only. The service has no paging for them. */
export interface LogStore {
  /** Asks for what is new of a step's output, and says how long it is. */
  load(logged: LoggedStep): Promise<Result<number>>;
  /** How far the output reaches as far as it was read. */
  knownEnd(logged: LoggedStep): number;
  read(
    logged: LoggedStep,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function isStepOver({ step }: LoggedStep): boolean {
  return step.state !== 'running' && step.state !== 'pending';
}

export function createLogStore(
  clock: Clock,
  fetchLog: (address: string, from: number) => Promise<Result<ByteReply>>,
): LogStore {
  const entries = new Map<string, Entry>();

  function keep(address: string, entry: Entry): Entry {
    entries.delete(address);
    entries.set(address, entry);
    let size = [...entries.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const [oldest, { bytes }] of entries) {
      if (size <= MAX_BYTES || oldest === address) break;
      size -= bytes.length;
      entries.delete(oldest);
    }
    return entry;
  }

  async function loadOne(address: string, isOver: boolean): Promise<Result<Entry>> {
    const known = entries.get(address);
    const isFresh = known !== undefined && (known.isWhole || (!isOver && clock.now() - known.readAt < FRESH_MS));
    if (isFresh) return ok(known);
    const from = known?.bytes.length ?? 0;
    const reply = await fetchLog(address, from);
    if (!reply.ok) return reply;
    const { status, bytes, isCut } = reply.value;
    // 404: nothing was written yet. 416: nothing since the last time (RFC 9110, section 15.5.17).
    const old = known?.bytes ?? new Uint8Array();
    const next = status === 404 || status === 416 ? old : status === 206 ? joined([old, bytes]) : bytes;
    return ok(keep(address, { bytes: next, readAt: clock.now(), isWhole: isOver || isCut }));
  }

  async function loadAll(logged: LoggedStep): Promise<Result<Uint8Array>> {
    const parts: Uint8Array[] = [];
    for (const address of logged.logUrls) {
      const entry = await loadOne(address, isStepOver(logged));
      if (!entry.ok) return entry;
      parts.push(entry.value.bytes);
    }
    return ok(joined(parts));
  }

  return {
    async load(logged) {
      const bytes = await loadAll(logged);
      return bytes.ok ? ok(bytes.value.length) : bytes;
    },
    knownEnd: ({ logUrls }) => logUrls.reduce((sum, address) => sum + (entries.get(address)?.bytes.length ?? 0), 0),
    async read(logged, range) {
      const bytes = await loadAll(logged);
      if (!bytes.ok) return bytes;
      const { startedAt = 0 } = logged.step;
      return ok(logWindow(bytes.value, range, { at: startedAt, complete: isStepOver(logged) }));
    },
  };
}
