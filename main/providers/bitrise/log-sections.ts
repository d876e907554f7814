import type { StepState } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';

/** The part of a build's log that one step wrote. Positions in bytes. */
export interface LogSection {
  title: string;
  start: number;
  /** End of the section; where the next one begins. */
  end: number;
  state: StepState;
  startedAt: number | undefined;
  finishedAt: number | undefined;
}

// The box that the Bitrise CLI draws before and after every step, 80 columns wide. Its names are cut off with dots.
const HEADER = /^\+-{40,}\+\r?\n\| \((\d{1,5})\) ([^\n]{0,400}?) *\|\r?\n\+-{40,}\+\r?\n\| id: /gm;
const TIME = /^\| time: (\S{10,40}) *\|\r?$/m;
// The colours around the sign and the title are escape sequences.
const FOOTER =
  /^\+---\+-{20,}\+-{6,}\+\r?\n\|(?:\u001B\[[\d;]*m| )*([^ \u001B|]{1,3})[^\n]*\| *([\d.]+) (sec|min|hour) *\|/gm;

const signs: Record<string, StepState> = { '✓': 'passed', x: 'failed', '/': 'failed', '!': 'failed', '-': 'skipped' };
const unitMs: Record<string, number> = { sec: 1000, min: 60_000, hour: 3_600_000 };

/** Bytes as text of which every character is one byte, so that positions stay what they are. */
function byteText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** Finds the steps in a log by the boxes around them. Empty when there are none. */
export function findSections(bytes: Uint8Array): LogSection[] {
  const text = byteText(bytes);
  const headers = [...text.matchAll(HEADER)];
  return headers.map((header, index) => {
    const start = header.index;
    const end = headers[index + 1]?.index ?? bytes.byteLength;
    const content = text.slice(start, end);
    const startedAt = Date.parse(TIME.exec(content.slice(0, 2000))?.[1] ?? '');
    const footer = [...content.matchAll(FOOTER)].at(-1);
    const tookMs = Number(footer?.[2]) * (unitMs[footer?.[3] ?? ''] ?? Number.NaN);
    const sign = utf8(footer?.[1] ?? '');
    const isTimed = Number.isFinite(startedAt) && startedAt >= 0;
    return {
      title: plainText(utf8(header[2] ?? ''), 200) || `Step ${index + 1}`,
      start,
      end,
      state: footer === undefined ? 'running' : Object.hasOwn(signs, sign) ? (signs[sign] ?? 'other') : 'other',
      startedAt: isTimed ? startedAt : undefined,
      finishedAt: isTimed && Number.isFinite(tookMs) ? Math.round(startedAt + tookMs) : undefined,
    };
  });
}

/** The box cuts long titles off with three dots. */
export function isSameTitle(inBox: string, full: string): boolean {
  return inBox === full || (inBox.endsWith('...') && full.startsWith(inBox.slice(0, -3)));
}
