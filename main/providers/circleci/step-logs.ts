import { z } from 'zod';
import type { LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HttpClient } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import type { Api } from './api.ts';
import { stepId, type JobRun, type JobStep } from './job-run.ts';
import { cutPiece, joinPieces, toLogPage, type LogPiece } from './log-page.ts';
import { isOver } from './states.ts';
import { PAGE_BYTES, readStderr, readStdout, readStdoutTail } from './stdout.ts';
import { outputV11 } from './wire-v11.ts';

/** Pieces kept so that what was just looked for need not be fetched again. */
const MAX_KEPT = 16;
/** Steps whose end is remembered. */
const MAX_KNOWN = 2000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

interface Known {
  end: number;
  isComplete: boolean;
  /** Where stdout ended and stderr began; known once both are. */
  stderrFrom?: number | undefined;
  piece?: LogPiece | undefined;
}

interface Range {
  offset?: number | undefined;
  tailBytes?: number | undefined;
}

interface LoggedJob {
  buildId: string;
  jobId: string | undefined;
}

/** The outputs of steps, wherever they come from, as pages by byte position. What was printed as errors comes last. */
export interface StepLogs {
  read(job: LoggedJob, run: JobRun, step: JobStep, range: Range): Promise<Result<LogPage>>;
  /** The whole output of a step that v3 does not have. */
  text(step: JobStep): Promise<Result<string>>;
  /** How far a step's output is known to reach. */
  endOf(buildId: string, step: JobStep): number;
  /** Looks for more output of the running steps that somebody reads. */
  follow(job: LoggedJob, run: JobRun): Promise<void>;
}

export function createStepLogs({ api, http, clock }: { api: Api; http: HttpClient; clock: Clock }): StepLogs {
  /** By build and step; what was used longest ago goes first. */
  const known = new Map<string, Known>();

  const keyOf = (buildId: string, step: JobStep): string => `${buildId} ${stepId(step)}`;

  function keep(key: string, piece: LogPiece, stderrFrom?: number): void {
    const before = known.get(key);
    known.delete(key);
    known.set(key, {
      end: Math.max(before?.end ?? 0, piece.end),
      isComplete: piece.isComplete,
      stderrFrom: stderrFrom ?? before?.stderrFrom,
      piece,
    });
    for (const entry of [...known.values()].slice(0, -MAX_KEPT)) entry.piece = undefined;
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  }

  /** Of v1.1: the whole output, from a signed address that needs and gets no token. */
  async function whole(step: JobStep): Promise<Result<LogPiece>> {
    const isComplete = isOver(step.state);
    if (step.outputUrl === undefined) return ok({ bytes: new Uint8Array(), offset: 0, end: 0, isComplete });
    const reply = await http.json(outputV11.or(z.undefined()), {
      path: step.outputUrl,
      authorization: 'none',
      maxBytes: MAX_OUTPUT_BYTES,
    });
    if (!reply.ok) return reply;
    const bytes = new TextEncoder().encode((reply.value.value ?? []).map(({ message }) => message).join(''));
    return ok({ bytes, offset: 0, end: bytes.length, isComplete });
  }

  /** Of v3: a piece of stdout, and behind its end what the step printed as errors. */
  async function part(key: string, jobId: string, step: JobStep, range: Range): Promise<Result<LogPiece>> {
    const place = { jobId, execution: step.execution, num: step.num };
    const before = known.get(key);
    const { offset = 0, tailBytes } = range;
    if (tailBytes === undefined && before?.isComplete === true && offset >= before.end)
      return ok({ bytes: new Uint8Array(), offset, end: before.end, isComplete: true });
    if (tailBytes === undefined && before?.stderrFrom !== undefined && offset >= before.stderrFrom) {
      const errors = await readStderr(api, place);
      if (!errors.ok) return errors;
      const piece = { bytes: errors.value, offset: before.stderrFrom, end: before.end, isComplete: true };
      return ok(cutPiece(piece, offset, PAGE_BYTES));
    }
    const read =
      tailBytes === undefined
        ? await readStdout(api, place, offset)
        : await readStdoutTail(api, place, tailBytes, before?.stderrFrom ?? before?.end ?? 0);
    if (!read.ok) return read;
    const stdoutEnd = read.value.offset + read.value.bytes.length;
    const isEnd = stdoutEnd >= read.value.end;
    const isFinal = isEnd && (read.value.isComplete || (isOver(step.state) && read.value.bytes.length === 0));
    // Behind the end of a log whose length nobody remembers there is nothing to join it to.
    const isOurs = read.value.bytes.length > 0 || offset === 0 || before?.end === offset;
    const errors = isFinal && isOurs ? await readStderr(api, place) : undefined;
    if (errors?.ok !== true) {
      const piece = { ...read.value, isComplete: isFinal && !isOurs };
      keep(key, piece);
      return ok(piece);
    }
    const joined = joinPieces(read.value, errors.value);
    const piece = tailBytes === undefined ? joined : cutPiece(joined, joined.end - tailBytes, tailBytes);
    keep(key, piece, stdoutEnd);
    return ok(piece);
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
        const page = toLogPage(cutPiece(before.piece, offset, PAGE_BYTES), at);
        // Half a character is left: the rest of it has to be fetched.
        if (page.nextOffset > offset) return ok(page);
      }
      if (run.source === 'v3' && jobId !== undefined) {
        const piece = await part(key, jobId, step, range);
        return piece.ok ? ok(toLogPage(piece.value, at)) : piece;
      }
      const piece = await whole(step);
      if (!piece.ok) return piece;
      keep(key, piece.value);
      const from = tailBytes === undefined ? offset : piece.value.end - tailBytes;
      return ok(toLogPage(cutPiece(piece.value, from, tailBytes ?? PAGE_BYTES), at));
    },
    async follow({ buildId, jobId }, run) {
      if (run.source !== 'v3' || jobId === undefined) return;
      for (const step of run.steps) {
        const key = keyOf(buildId, step);
        const before = known.get(key);
        if (before === undefined || before.isComplete) continue;
        await part(key, jobId, step, { offset: before.end });
      }
    },
  };
}
