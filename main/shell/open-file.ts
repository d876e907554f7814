import { shell } from 'electron';
import type { Result } from '../contract/problem.ts';
import { systemClock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import { within } from '../lib/within.ts';

/** On Linux some programs that open files end only when their window is closed; milliseconds. */
const OPENS_WITHIN_MS = 5_000;

/**
 * Opens a file in the program this computer has for it. Whether it may be run, the caller has judged. What the system has
 * not refused after a few seconds counts as opened. `not-supported`
 */
export async function openFile(path: string): Promise<Result<undefined>> {
  const refusal = await within(systemClock, OPENS_WITHIN_MS, shell.openPath(path));
  if (refusal === undefined || refusal === '') return ok();
  return fail('not-supported', 'This computer has no program for this file.', 'Open it with an editor.', refusal);
}
