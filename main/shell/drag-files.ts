import { nativeImage, type BrowserWindow } from 'electron';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';

/** Width of the picture that follows the pointer. */
const ICON_WIDTH = 32;

/** Hands files to the system's drag, which the window has begun. `not-supported` */
export function dragFiles(window: BrowserWindow | undefined, iconFile: string, paths: string[]): Result<undefined> {
  const [file] = paths;
  if (window === undefined || window.isDestroyed() || file === undefined)
    return fail('not-supported', 'There is nothing that could be dragged.', 'Download it instead.');
  try {
    const icon = nativeImage.createFromPath(iconFile).resize({ width: ICON_WIDTH });
    window.webContents.startDrag({ file, files: paths, icon });
    return ok();
  } catch (error) {
    const detail = describe(error);
    return fail('not-supported', 'This system takes no files from the window.', 'Download them instead.', detail);
  }
}
