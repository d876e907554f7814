import type { Transfer, TransferNote, TransferQuestion } from '../../../main/contract/transfer.ts';
import { hasEnded, type TransferOverall } from '../../state/transfer-states.ts';
import { countOf, countText, rateText, sizeText } from '../../ui/size/size-text.ts';
import { momentText, spanText } from '../../ui/time/span-text.ts';
import type { Tone } from '../../ui/Dot.tsx';

export const arrows = { upload: '↑', download: '↓' } as const;
export const directionWords = { upload: 'Upload', download: 'Download' } as const;

type Counted = Pick<TransferOverall, 'filesDone' | 'filesTotal' | 'bytesDone' | 'bytesTotal' | 'isCounting'>;

/** "1,204 of 5,000 files", and what the second number is worth while it is still counted. Nothing for a single file. */
function filesText({ filesDone, filesTotal, isCounting }: Counted): string | undefined {
  if (isCounting) return `${countText(filesDone)} of ${countOf(filesTotal, 'file', 'files')}, still counting`;
  if (filesTotal <= 1) return undefined;
  return `${countText(filesDone)} of ${countText(filesTotal)} files`;
}

function bytesText({ bytesDone, bytesTotal, isCounting }: Counted): string | undefined {
  if (bytesTotal === 0) return undefined;
  return isCounting ? sizeText(bytesDone) : `${sizeText(bytesDone)} of ${sizeText(bytesTotal)}`;
}

function present(parts: readonly (string | undefined)[]): string[] {
  return parts.filter((part): part is string => part !== undefined);
}

/** What moves, in words: "1,204 of 5,000 files", "41 MB/s", "22 s left". Bytes only where files say nothing. */
export function movingParts(
  progress: Counted & { rate?: number | undefined; remainingMs?: number | undefined },
  hasBytes: boolean,
): string[] {
  const files = filesText(progress);
  const { rate, remainingMs, isCounting } = progress;
  return present([
    files,
    hasBytes || files === undefined ? bytesText(progress) : undefined,
    rate === undefined || rate <= 0 ? undefined : rateText(rate),
    remainingMs === undefined || isCounting ? undefined : `${spanText(remainingMs)} left`,
  ]);
}

function doneParts({ filesTotal, filesDone, bytesDone, failedCount, skippedCount }: Transfer): string[] {
  const nothing =
    filesDone > 0 || failedCount > 0
      ? undefined
      : skippedCount > 0
        ? 'all of it was left as it is'
        : filesTotal === 0
          ? 'there was nothing to transfer'
          : undefined;
  const files = filesDone > 1 ? countOf(filesDone, 'file', 'files') : undefined;
  return present([
    failedCount > 0 ? `done, ${countText(failedCount)} failed` : 'done',
    nothing ?? files,
    bytesDone > 0 ? sizeText(bytesDone) : undefined,
  ]);
}

/** How a transfer stands, in words. */
export function stateParts(transfer: Transfer): string[] {
  const reached = movingParts({ ...transfer, rate: undefined, remainingMs: undefined }, true);
  switch (transfer.state) {
    case 'queued':
      return ['waits for its turn', ...(transfer.bytesDone > 0 ? reached : [])];
    case 'running':
      return movingParts(transfer, true);
    case 'asking':
      return ['needs your answer', ...movingParts(transfer, true)];
    case 'paused':
      return ['paused', ...reached];
    case 'waiting':
      return ['waits for its machine', ...reached];
    case 'stopped':
      return ['stopped', ...reached];
    case 'done':
      return doneParts(transfer);
    case 'cancelled':
      return [
        'cancelled',
        ...(transfer.filesDone > 0 ? [`${countOf(transfer.filesDone, 'file', 'files')} arrived`] : []),
      ];
  }
}

export function toneOf({ state, failedCount, question }: Transfer): Tone {
  switch (state) {
    case 'queued':
    case 'paused':
    case 'waiting':
    case 'cancelled':
      return 'off';
    case 'running':
      return question === undefined ? 'run' : 'warn';
    case 'asking':
      return 'warn';
    case 'stopped':
      return 'bad';
    case 'done':
      return failedCount > 0 ? 'bad' : 'ok';
  }
}

const GONE_FOR_GOOD = 'If it is gone for good, cancel this.';

/** What is said without alarm: why a transfer waits and what lets it go on, or what is left of one that ended. */
export function quietText(transfer: Transfer): string | undefined {
  const { machineName, sessionId, state, problem } = transfer;
  if (problem !== undefined && (state === 'waiting' || hasEnded(transfer))) {
    const { message, hint = state === 'waiting' && sessionId === undefined ? GONE_FOR_GOOD : '' } = problem;
    return `${message} ${hint}`.trim();
  }
  if (state !== 'waiting') return undefined;
  return sessionId === undefined
    ? `It goes on by itself, from where it was, when a session is connected to ${machineName} again. ${GONE_FOR_GOOD}`
    : `The connection to ${machineName} is gone. It goes on by itself, from where it was, when it is connected again.`;
}

const kindWords = {
  transfer: undefined,
  edit: 'for a program on this computer',
  sync: 'sync',
  'drag-out': 'dragged out',
} as const;

/** "~/app → /home/ada/app", with why it was started where that is not plain. */
export function routeText({ from, to, purpose }: Transfer): string {
  const why = kindWords[purpose];
  return why === undefined ? `${from} → ${to}` : `${from} → ${to} · ${why}`;
}

type Side = Extract<TransferQuestion, { kind: 'conflict' }>['coming'];

/** "3.1 KB, changed 12 Mar 2026, 14:03:07". */
export function sideText({ sizeBytes, modifiedAt }: Side): string {
  return modifiedAt === undefined ? sizeText(sizeBytes) : `${sizeText(sizeBytes)}, changed ${momentText(modifiedAt)}`;
}

/** Which of the two is newer, where both say when they were changed. */
export function newerText(coming: Side, there: Side): string | undefined {
  if (coming.modifiedAt === undefined || there.modifiedAt === undefined) return undefined;
  if (coming.modifiedAt === there.modifiedAt) return 'Both were changed at the same time.';
  return coming.modifiedAt > there.modifiedAt ? 'The one that comes is newer.' : 'The one that is there is newer.';
}

const limitWords = {
  files: (value: number) => `There are more files than expected: ${countText(value)} so far.`,
  bytes: (value: number) => `It is larger than expected: ${sizeText(value)} so far.`,
  depth: (value: number) => `Its folders lie deeper than expected: ${countText(value)} inside one another so far.`,
} as const;

/** What is asked, as a sentence. */
export function questionText(question: TransferQuestion, isCounting: boolean): string {
  if (question.kind === 'limit') return limitWords[question.what](question.value);
  const { count, example } = question;
  if (count === 1 && !isCounting) return `${example} is there already.`;
  const soFar = isCounting ? ' so far' : '';
  return `${countOf(count, 'file is', 'files are')} there already${soFar}, for example ${example}.`;
}

export const noteWords: Record<TransferNote['kind'], string> = {
  failed: 'failed',
  skipped: 'skipped',
  renamed: 'renamed',
};

/** How many files something happened to, of each kind. */
export function noteCounts(transfer: Transfer): { kind: TransferNote['kind']; count: number }[] {
  return (
    [
      { kind: 'failed', count: transfer.failedCount },
      { kind: 'skipped', count: transfer.skippedCount },
      { kind: 'renamed', count: transfer.renamedCount },
    ] as const
  ).filter(({ count }) => count > 0);
}

/** Asked before something of a transfer is thrown away. */
export function cancelQuestion(what: string): string {
  return `Cancel ${what}? Files that have arrived stay; what is half-written is removed.`;
}
