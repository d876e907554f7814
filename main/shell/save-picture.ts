import { writeFile } from 'node:fs/promises';
import { app, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { MAX_IMAGE_PIXELS } from '../contract/limits.ts';
import type { Result } from '../contract/problem.ts';
import { isPng } from '../lib/png.ts';
import { describe, fail, ok } from '../lib/result.ts';
import { askWhereToSave } from './dialogs.ts';

/** What no file name of any system may hold. */
function fileName(proposed: string): string {
  const name = [...proposed].map((letter) => (/[\p{Cc}\p{Cf}<>:"/\\|?*]/u.test(letter) ? '-' : letter)).join('');
  return `${name.replace(/\.png$/i, '').replace(/^[. ]+|[. ]+$/g, '') || 'Screen'}.png`;
}

/** Asks for a place and writes a picture there. `bad-request`, `storage-failed` */
export async function savePicture(
  parent: BrowserWindow,
  png: Uint8Array,
  name: string,
): Promise<Result<{ path: string } | undefined>> {
  if (!isPng(png, MAX_IMAGE_PIXELS)) return fail('bad-request', 'This picture cannot be read.', 'Take another one.');
  const path = await askWhereToSave(parent, {
    title: 'Save the picture',
    defaultPath: join(app.getPath('pictures'), fileName(name)),
    filters: [{ name: 'PNG pictures', extensions: ['png'] }],
  });
  if (path === undefined) return ok(undefined);
  try {
    await writeFile(path, png);
    return ok({ path });
  } catch (error) {
    return fail(
      'storage-failed',
      `The picture could not be written to ${path}.`,
      'Choose another folder.',
      describe(error),
    );
  }
}
