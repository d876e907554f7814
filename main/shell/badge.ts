import { app, nativeImage, type BrowserWindow } from 'electron';
import { join } from 'node:path';

/** The number on the icon in the dock or the launcher, and the mark in the taskbar of Windows. */
export interface Badge extends Disposable {
  show(count: number): void;
  /** A new window has no mark yet. */
  mark(window: BrowserWindow): void;
}

function describe(count: number): string {
  return count === 0 ? '' : count === 1 ? 'One thing needs you' : `${count} things need you`;
}

/** @param folder where the pictures lie */
export function createBadge(
  window: () => BrowserWindow | undefined,
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Badge {
  let shown = 0;

  function mark(opened: BrowserWindow): void {
    if (platform !== 'win32') return;
    const overlay = shown === 0 ? null : nativeImage.createFromPath(join(folder, 'overlay.png'));
    opened.setOverlayIcon(overlay, describe(shown));
  }

  function show(count: number): void {
    if (count === shown) return;
    shown = count;
    const current = window();
    if (platform === 'win32' && current !== undefined && !current.isDestroyed()) mark(current);
    if (platform !== 'win32') app.setBadgeCount(count);
  }

  return { show, mark, [Symbol.dispose]: () => show(0) };
}
