import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Theme } from '../contract/settings.ts';
import { APP_ORIGIN } from './origin.ts';
import type { Bounds, SettingsFile } from './settings-file.ts';

const DEFAULT_SIZE = { width: 1280, height: 800 };

/** Matches --bg of renderer/styles/tokens.css, so that nothing flashes before the first paint. */
const background = { dark: '#0f1216', light: '#ffffff' };

/** Bounds that still lie on a screen; people unplug monitors. */
function visibleBounds(saved: Bounds | undefined): Partial<Bounds> {
  if (saved === undefined) return DEFAULT_SIZE;
  const { workArea } = screen.getDisplayMatching(saved);
  const isVisible =
    saved.x < workArea.x + workArea.width - 80 &&
    saved.x + saved.width > workArea.x + 80 &&
    saved.y < workArea.y + workArea.height - 80 &&
    saved.y >= workArea.y - 20;
  return isVisible ? saved : DEFAULT_SIZE;
}

/** Lets the system's own parts (menus, dialogs, scroll bars) follow the theme. */
export function applyTheme(theme: Theme): void {
  nativeTheme.themeSource = theme === 'contrast' ? 'dark' : theme;
}

export function createMainWindow(options: {
  preload: string;
  settingsFile: SettingsFile;
  icon: string;
}): BrowserWindow {
  const window = new BrowserWindow({
    ...visibleBounds(options.settingsFile.readBounds()),
    minWidth: 640,
    minHeight: 420,
    title: 'Jumpseat',
    icon: options.icon,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: true,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    if (!window.isMinimized() && !window.isFullScreen())
      void options.settingsFile.writeBounds(window.getNormalBounds());
  });
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}
