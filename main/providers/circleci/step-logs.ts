import { z } from 'zod';
import type { LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HttpClient } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import type { Api } from './api.ts';
import { stepId, type JobRun, type JobStep } from './job-run.ts';
import { toLogPage, type LogPiece } from './log-page.ts';
import { isOver } from './states.ts';
import { PAGE_BYTES, readStdout, readStdoutTail } from './stdout.ts';
import { outputV11 } from './wire-v11.ts';

/** Pieces kept so that what was just looked for need not be fetched again. */
const MAX_KEPT = 16;
/** Steps whose end is remembered. */
const MAX_KNOWN = 2000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

interface Known {
  end: number;
  isComplete: boolean;
  piece?: LogPiece | undefined;
}

interface Range {
  offset?: number | undefined;
  tailBytes?: number | undefined;
}

/** The outputs of steps, wherever they come from, as pages by byte position. */
export interface StepLogs {
  read(
    job: { buildId: string; jobId: string | undefined },
    run: JobRun,
    step: JobStep,
    range: Range,
  ): Promise<Result<LogPage>>;
  /** The whole output of a step that v3 does not have. */
  text(step: JobStep): Promise<Result<string>>;
  /** How far a step's output is known to reach. */
  endOf(buildId: string, step: JobStep): number;
  /** Looks for more output of the running steps that somebody reads. */
  follow(job: { buildId: string; jobId: string | undefined }, run: JobRun): Promise<void>;
}

export function createStepLogs({ api, http, clock }: { api: Api; http: HttpClient; clock: Clock }): StepLogs {
  /** By build and step; what was used longest ago goes first. */
  const known = new Map<string, Known>();

  const keyOf = (buildId: string, step: JobStep): string => `${buildId} ${stepId(step)}`;

  function keep(key: string, piece: LogPiece): void {
    const before = known.get(key);
    known.delete(key);
    known.set(key, { end: Math.max(before?.end ?? 0, piece.end), isComplete: piece.isComplete, piece });
    for (const entry of [...known.values()].slice(0, -MAX_KEPT)) entry.piece = undefined;
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  }

  /** Of v1.1: the whole output, from a signed address that needs and gets no token. */
  async function whole(step: JobStep): Promise<Result<LogPiece>> {
    if (step.outputUrl === undefined)
      return ok({ bytes: new Uint8Array(), offset: 0, end: 0, isComplete: isOver(step.state) });
    const reply = await http.json(outputV11.or(z.undefined()), {
      path: step.outputUrl,
      authorization: 'none',
      maxBytes: MAX_OUTPUT_BYTES,
    });
    if (!reply.ok) return reply;
    const bytes = new TextEncoder().encode((reply.value.value ?? []).map(({ message }) => message).join(''));
    return ok({ bytes, offset: 0, end: bytes.length, isComplete: isOver(step.state) });
  }

  function cut(piece: LogPiece, from: number, length: number): LogPiece {
    const start = Math.min(Math.max(0, from - piece.offset), piece.bytes.length);
    return { ...piece, offset: piece.offset + start, bytes: piece.bytes.subarray(start, start + length) };
  }

  function has(piece: LogPiece | undefined, offset: number): piece is LogPiece {
    return piece !== undefined && offset >= piece.offset && offset < piece.offset + piece.bytes.length;
  }

  return {
    async text(step) {
      const piece = await whole(step);
      return piece.ok ? ok(new TextDecoder().decode(piece.value.bytes)) : piece;
    },
    endOf: (buildId, step) => known.get(keyOf(buildId, step))?.end ?? 0,
    async read({ buildId, jobId }, run, step, range) {
      const key = keyOf(buildId, step);
      const before = known.get(key);
      const at = isOver(step.state) ? (step.startedAt ?? clock.now()) : clock.now();
      const { tailBytes, offset = 0 } = range;
      if (tailBytes === undefined && has(before?.piece, offset)) {
        const page = toLogPage(cut(before.piece, offset, PAGE_BYTES), at);
        // Half a character is left: the rest of it has to be fetched.
        if (page.nextOffset > offset) return ok(page);
      }
      let result: Result<LogPiece>;
      if (run.source === 'v1.1' || jobId === undefined) {
        result = await whole(step);
        if (result.ok) {
          keep(key, result.value);
          const { bytes } = result.value;
          const from = tailBytes === undefined ? offset : Math.max(0, bytes.length - tailBytes);
          return ok(toLogPage(cut(result.value, from, tailBytes ?? PAGE_BYTES), at));
        }
      } else {
        const place = { jobId, execution: step.execution, num: step.num };
        result =
          tailBytes === undefined
            ? await readStdout(api, place, offset)
            : await readStdoutTail(api, place, tailBytes, before?.end ?? 0);
      }
      if (!result.ok) return result;
      const piece = { ...result.value, isComplete: isFinal(result.value, step) };
      keep(key, piece);
      return ok(toLogPage(piece, at));
    },
    async follow({ buildId, jobId }, run) {
      if (run.source !== 'v3' || jobId === undefined) return;
      for (const step of run.steps) {
        const key = keyOf(buildId, step);
        const before = known.get(key);
        if (before === undefined || before.isComplete) continue;
        const place = { jobId, execution: step.execution, num: step.num };
        const piece = await readStdout(api, place, before.end);
        if (piece.ok) keep(key, { ...piece.value, isComplete: isFinal(piece.value, step) });
      }
    },
  };
}

/** The service says so, or the step has ended and there is nothing behind what was read. */
function isFinal(piece: LogPiece, step: JobStep): boolean {
  const isAtEnd = piece.offset + piece.bytes.length >= piece.end;
  return piece.isComplete || (isOver(step.state) && isAtEnd && piece.bytes.length === 0);
}
