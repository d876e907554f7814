import { shell } from 'electron';
import type { Result } from '../contract/problem.ts';
import { fail, ok } from '../lib/result.ts';

/** Opens a file in the program this computer has for it. Whether it may be run, the caller has judged. `not-supported` */
export async function openFile(path: string): Promise<Result<undefined>> {
  const refusal = await shell.openPath(path);
  if (refusal === '') return ok();
  return fail('not-supported', 'This computer has no program for this file.', 'Open it with an editor.', refusal);
}
