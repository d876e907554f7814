import type { LogPage } from '../../../../main/contract/build.ts';
import type { Problem } from '../../../../main/contract/problem.ts';
import { callMain } from '../../../state/bridge.ts';
import { createConsoleLines, type ConsoleLines } from '../../../ui/console/lines.ts';

/** Output of one step as far as it is known. */
export interface LogView {
  text: ConsoleLines;
  /** Goes up with every change of `text`. */
  version: number;
  status: 'loading' | 'reading' | 'waiting' | 'complete' | 'failed';
  problem?: Problem;
  /** Bytes that the output's limit left out. */
  omittedBytes: number;
}

export interface LogFeed {
  /** The step's output reaches this far now, or the step ended. */
  grew(logEnd: number, isOver: boolean): void;
  /** Reads again after a failure. */
  retry(): void;
  close(): void;
}

interface LogSource {
  buildId: string;
  stepId: string;
  /** Start with the last so many bytes instead of the beginning. */
  tailBytes?: number;
  /** Keep the last so many lines. */
  maxLines?: number;
}

const encoder = new TextEncoder();

/** "12 MB", for a remark. */
function sizeText(byteCount: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, byteCount)) / Math.log(1000)));
  return `${Number((byteCount / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** Reads a step's output page by page, and on as it grows. Reports each change to `onChange`. */
export function openLogFeed(source: LogSource, onChange: (view: LogView) => void): LogFeed {
  const { buildId, stepId, tailBytes, maxLines } = source;
  let view: LogView = { text: createConsoleLines(maxLines), version: 0, status: 'loading', omittedBytes: 0 };
  let nextOffset: number | undefined = tailBytes === undefined ? 0 : undefined;
  let isReading = false;
  let isClosed = false;
  /** What `grew` said last. */
  let knownEnd = 0;
  let isKnownOver = false;

  function publish(change: Partial<LogView>): void {
    view = { ...view, ...change, version: view.version + 1 };
    onChange(view);
  }

  function append(page: LogPage, startsInside: boolean): void {
    let expected = nextOffset;
    page.chunks.forEach(({ offset, at, text }, index) => {
      // A tail begins anywhere; what is left of its first line would be misread.
      const shown = startsInside && index === 0 && offset > 0 ? text.slice(text.indexOf('\n') + 1) : text;
      if (expected !== undefined && offset > expected && page.omittedBytes > 0) {
        view.text.remark(`${sizeText(offset - expected)} left out: the output is longer than what is kept`);
      }
      view.text.append(at, shown);
      expected = page.omittedBytes > 0 ? offset + encoder.encode(text).byteLength : undefined;
    });
  }

  async function read(): Promise<void> {
    isReading = true;
    for (;;) {
      const wasOver = isKnownOver;
      const place = nextOffset === undefined ? { tailBytes: tailBytes ?? 1 } : { offset: nextOffset };
      const result = await callMain('builds.readLog', { buildId, stepId, ...place });
      if (isClosed) return;
      if (!result.ok) {
        publish({ status: 'failed', problem: result.problem });
        break;
      }
      const page = result.value;
      append(page, nextOffset === undefined);
      const hasMoved = page.nextOffset !== nextOffset;
      nextOffset = page.nextOffset;
      const isAtEnd = page.nextOffset >= page.endOffset || !hasMoved;
      publish({
        status: isAtEnd ? (page.complete ? 'complete' : 'waiting') : 'reading',
        omittedBytes: view.omittedBytes + page.omittedBytes,
      });
      // The step may have gone on, or ended, while this page was on its way.
      const hasNews = (hasMoved && knownEnd > nextOffset) || isKnownOver !== wasOver;
      if (isAtEnd && (page.complete || !hasNews)) break;
    }
    isReading = false;
  }

  void read();
  return {
    grew(logEnd, isOver) {
      if (isClosed || view.status === 'complete' || view.status === 'failed') return;
      knownEnd = logEnd;
      isKnownOver = isOver;
      if (!isReading && (isOver || logEnd > (nextOffset ?? 0))) void read();
    },
    retry() {
      if (isReading || isClosed) return;
      publish({ status: 'loading' });
      void read();
    },
    close() {
      isClosed = true;
    },
  };
}
