import type { Acknowledged } from './acknowledged.ts';
import type { FileJob, MoveContext, ResumePoint } from './mover.ts';

/** How often it is said how far a file is. */
const POINT_BYTES = 4 * 1024 * 1024;

/**
 * What is said of one file on its way. The bytes said, with those of the job's resume point, are always what need not be
 * moved again once it has stopped.
 */
export interface MoveProgress {
  /** It goes on from `from`: the resume point, or 0. */
  begin(from: number, source: Pick<ResumePoint, 'sizeBytes' | 'modifiedAt'>): void;
  arrived(acknowledged: Acknowledged, byteCount: number): void;
  /** All of it at once. */
  arrivedAll(): void;
  /** It stopped, and can go on from the first hole. */
  stopped(): void;
  /** Nothing of it is left, and it must begin again. */
  lost(): void;
  /** All of it is there. */
  finished(): void;
}

export function createProgress(context: MoveContext, job: FileJob): MoveProgress {
  let counted = job.resume?.bytes ?? 0;
  let said = counted;
  let prefix = counted;
  let source: Pick<ResumePoint, 'sizeBytes' | 'modifiedAt'> | undefined = job.resume;
  const count = (bytes: number) => {
    if (bytes !== counted) context.onBytes(bytes - counted);
    counted = bytes;
  };
  const say = () => {
    said = prefix;
    if (source !== undefined) {
      job.onPoint({ bytes: prefix, sizeBytes: source.sizeBytes, modifiedAt: source.modifiedAt });
    }
  };
  return {
    begin(from, of) {
      source = of;
      prefix = from;
      said = from;
      count(from);
    },
    arrived(acknowledged, byteCount) {
      // After it was given up, somebody else may be at it already.
      if (context.signal.aborted) return;
      prefix = acknowledged.prefix;
      count(counted + byteCount);
      if (prefix - said >= POINT_BYTES) say();
    },
    arrivedAll() {
      prefix = source?.sizeBytes ?? 0;
      count(prefix);
    },
    stopped() {
      count(prefix);
      say();
    },
    lost() {
      count(0);
      prefix = 0;
      say();
    },
    finished() {
      count(source?.sizeBytes ?? 0);
    },
  };
}
