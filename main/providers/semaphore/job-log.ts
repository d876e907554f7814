import type { LogChunk, LogPage, Step, StepState } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { logWindow } from '../log-window.ts';
import type { Job } from './wire-job.ts';
import type { LogEvent } from './wire-log.ts';

/** A command longer than this is shown shortened. */
const MAX_COMMAND_LENGTH = 20_000;

interface StepLog {
  step: Step;
  bytes: Uint8Array;
  /** Where output of another second begins, in the order of the bytes. */
  marks: { offset: number; at: number }[];
}

/** A job's log, cut into its steps: one for each command. */
export interface JobLog {
  steps: Step[];
  /** The first that ended badly. */
  failing: Step | undefined;
  /** Nothing will be added any more. */
  isComplete: boolean;
  sizeBytes: number;
  /** Undefined when there is no such step. */
  page(stepId: string, range: { offset?: number | undefined; tailBytes?: number | undefined }): LogPage | undefined;
}

interface Draft {
  directive: string;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  exitCode: number | undefined;
  isFinished: boolean;
  pieces: { at: number | undefined; text: string }[];
}

function draftOf(directive: string, startedAt: number | undefined): Draft {
  return { directive, startedAt, finishedAt: undefined, exitCode: undefined, isFinished: false, pieces: [] };
}

/** Commands follow one another; what is printed belongs to the one that runs. */
function toDrafts(events: readonly LogEvent[]): { drafts: Draft[]; isOver: boolean } {
  const drafts: Draft[] = [];
  let current: Draft | undefined;
  let isOver = false;
  for (const { event, at, directive, output, exitCode, startedAt, finishedAt } of events) {
    switch (event) {
      case 'cmd_started':
        current = draftOf(directive, at);
        drafts.push(current);
        break;
      case 'cmd_output':
        if (current === undefined) {
          current = draftOf('Output', at);
          drafts.push(current);
        }
        current.pieces.push({ at, text: output });
        break;
      case 'cmd_finished':
        if (current === undefined) break;
        current.isFinished = true;
        current.exitCode = exitCode;
        current.startedAt = startedAt ?? current.startedAt;
        current.finishedAt = finishedAt ?? at;
        current = undefined;
        break;
      case 'job_finished':
        isOver = true;
        break;
    }
  }
  return { drafts, isOver };
}

function stateOfStep({ isFinished, exitCode }: Draft, job: Pick<Job, 'state' | 'result'>, isOver: boolean): StepState {
  if (isFinished) {
    if (exitCode === undefined) return 'other';
    return exitCode === 0 ? 'passed' : 'failed';
  }
  if (!isOver && job.state !== 'FINISHED') return 'running';
  return job.result === 'STOPPED' ? 'cancelled' : 'interrupted';
}

function bytesOf(pieces: Draft['pieces'], startedAt: number): Pick<StepLog, 'bytes' | 'marks'> {
  const encoder = new TextEncoder();
  const encoded = pieces.map(({ text }) => encoder.encode(text));
  const bytes = new Uint8Array(encoded.reduce((sum, { length }) => sum + length, 0));
  const marks: StepLog['marks'] = [];
  let offset = 0;
  let last: number | undefined;
  for (const [index, piece] of encoded.entries()) {
    bytes.set(piece, offset);
    const at = pieces[index]?.at ?? last ?? startedAt;
    if (at !== last) marks.push({ offset, at });
    last = at;
    offset += piece.length;
  }
  return { bytes, marks };
}

/** Cuts the window's text where another second begins. */
function withTimes(page: LogPage, { bytes, marks }: StepLog, startedAt: number): LogChunk[] {
  const first = page.chunks[0];
  if (first === undefined) return [];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const inside = marks.filter(({ offset }) => offset > first.offset && offset < page.nextOffset);
  const before = marks.findLast(({ offset }) => offset <= first.offset);
  const starts = [{ offset: first.offset, at: before?.at ?? startedAt }, ...inside];
  return starts.map(({ offset, at }, index) => ({
    offset,
    at,
    text: decoder.decode(bytes.subarray(offset, starts[index + 1]?.offset ?? page.nextOffset)),
  }));
}

/** @param toLocal turns the service's moments into those of this computer */
export function readJobLog(
  events: readonly LogEvent[],
  job: Pick<Job, 'state' | 'result' | 'commands' | 'startedAt' | 'createdAt'>,
  toLocal: (at: number | undefined) => number | undefined,
): JobLog {
  const { drafts, isOver } = toDrafts(events);
  const commands = new Set(job.commands.map((command) => command.trim()));
  const begin = toLocal(job.startedAt ?? job.createdAt) ?? 0;
  const logs: StepLog[] = drafts.map((draft, position) => {
    const startedAt = toLocal(draft.startedAt);
    const pieces = draft.pieces.map(({ at, text }) => ({ at: toLocal(at), text }));
    const { bytes, marks } = bytesOf(pieces, startedAt ?? begin);
    const state = stateOfStep(draft, job, isOver);
    // What the agent does by itself ("Exporting environment variables") stands there like a command, but is none.
    const isCommand = commands.has(draft.directive.trim());
    const step: Step = {
      id: `command-${position}`,
      machine: 0,
      position,
      name: plainText(draft.directive.split('\n', 1)[0] ?? '', 160) || 'Command without a name',
      command: isCommand ? draft.directive.trim().slice(0, MAX_COMMAND_LENGTH) : undefined,
      state,
      exitCode: draft.exitCode,
      startedAt,
      finishedAt: draft.isFinished ? toLocal(draft.finishedAt) : undefined,
      logEnd: bytes.byteLength,
    };
    return { step, bytes, marks };
  });
  const steps = logs.map(({ step }) => step);
  return {
    steps,
    failing: steps.find(({ state }) => state === 'failed'),
    isComplete: isOver || job.state === 'FINISHED',
    sizeBytes: steps.reduce((sum, { logEnd }) => sum + logEnd, 0),
    page(stepId, range) {
      const log = logs.find(({ step }) => step.id === stepId);
      if (log === undefined) return undefined;
      const complete = log.step.state !== 'running';
      const at = log.step.startedAt ?? begin;
      const page = logWindow(log.bytes, range, { at, complete });
      return { ...page, chunks: withTimes(page, log, at) };
    },
  };
}
