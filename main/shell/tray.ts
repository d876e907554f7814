import { Menu, nativeImage, Tray, type NativeImage } from 'electron';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Act } from '../attention/act.ts';
import type { TrayModel, TrayState } from '../attention/tray-model.ts';
import { menuTemplate } from './tray-menu.ts';

/** The icon beside the clock. */
export interface TrayIcon extends Disposable {
  /** Undefined takes the icon away. */
  show(model: TrayModel | undefined): void;
  readonly isShown: boolean;
}

interface Options {
  /** Where the pictures lie. */
  folder: string;
  run(act: Act): void;
  platform?: NodeJS.Platform;
}

function readImage(folder: string, state: TrayState, platform: NodeJS.Platform): NativeImage {
  // The system colours templates as its bar needs it, and finds the larger picture by its name.
  if (platform === 'darwin') return nativeImage.createFromPath(join(folder, `${state}Template.png`));
  // Panels on Linux scale what they are given, and the small one would be scaled up.
  if (platform === 'linux') return nativeImage.createFromBuffer(readFileSync(join(folder, `${state}@2x.png`)));
  return nativeImage.createFromPath(join(folder, `${state}.png`));
}

export function createTrayIcon({ folder, run, platform = process.platform }: Options): TrayIcon {
  const images = new Map<TrayState, NativeImage>();
  let tray: Tray | undefined;
  let shown: TrayModel | undefined;

  function imageOf(state: TrayState): NativeImage {
    const image = images.get(state) ?? readImage(folder, state, platform);
    images.set(state, image);
    return image;
  }

  function open(state: TrayState): Tray {
    const made = new Tray(imageOf(state));
    // On macOS a click opens the menu.
    if (platform !== 'darwin') made.on('click', () => run({ kind: 'open-window' }));
    return made;
  }

  function hide(): void {
    tray?.destroy();
    tray = undefined;
    shown = undefined;
  }

  return {
    get isShown() {
      return tray !== undefined;
    },
    show(model) {
      if (model === undefined) return hide();
      const isNew = tray === undefined;
      tray ??= open(model.state);
      if (!isNew && model.state !== shown?.state) tray.setImage(imageOf(model.state));
      if (model.tooltip !== shown?.tooltip) tray.setToolTip(model.tooltip);
      if (platform === 'darwin' && model.title !== shown?.title)
        tray.setTitle(model.title, { fontType: 'monospacedDigit' });
      // Each new menu closes the one that is open, so only a different one is set.
      if (JSON.stringify(model.items) !== JSON.stringify(shown?.items))
        tray.setContextMenu(Menu.buildFromTemplate(menuTemplate(model.items, run)));
      shown = model;
    },
    [Symbol.dispose]: hide,
  };
}
