import type { BrowserWindow } from 'electron';
import type { Events } from '../contract/events.ts';
import type { EventName } from '../contract/names.ts';
import type { Patch } from '../contract/state.ts';
import type { Clock } from '../lib/clock.ts';
import { createRestartBudget } from '../lib/restarts.ts';
import { giveUp } from './give-up.ts';
import { createMainWindow } from './main-window.ts';
import type { SettingsFile } from './settings-file.ts';

/** Whoever waits for the first paint waits at most this long: a window may also stay hidden. */
const PAINT_LIMIT_MS = 3_000;

interface Options {
  preload: string;
  icon: string;
  settingsFile: SettingsFile;
  clock: Clock;
  isQuitting(): boolean;
  log(line: string): void;
}

/** The one window of the app, opened again when it was closed. */
export interface AppWindow {
  /** Opens the window, or brings it to the front. */
  open(): void;
  current(): BrowserWindow | undefined;
  send<N extends EventName>(name: N, payload: Events[N]): void;
  /** Opens the window, or brings it to the front, and sends it this as soon as it listens. */
  show<N extends EventName>(name: N, payload: Events[N]): void;
  /** The window is in front and has the keys. */
  isInFront(): boolean;
  /** Patches follow a snapshot; before the window has asked for one they would be about nothing. */
  sendPatch(patch: Patch): void;
  snapshotTaken(): void;
  /** Calls the listener for the window that is open, and for every later one. */
  onWindow(listener: (window: BrowserWindow) => void): void;
  /** The first window has drawn something. */
  readonly painted: Promise<void>;
}

export function createAppWindow({ preload, icon, settingsFile, clock, isQuitting, log }: Options): AppWindow {
  const restarts = createRestartBudget(clock, 3, 60_000);
  const painted = Promise.withResolvers<void>();
  const listeners: ((window: BrowserWindow) => void)[] = [];
  let window: BrowserWindow | undefined;
  let hasSnapshot = false;
  let waiting: (() => void) | undefined;

  function send<N extends EventName>(name: N, payload: Events[N]): void {
    if (window !== undefined && !window.isDestroyed()) window.webContents.send(name, payload);
  }

  function watch(opened: BrowserWindow): void {
    opened.on('closed', () => {
      window = undefined;
      hasSnapshot = false;
    });
    opened.once('ready-to-show', () => painted.resolve());
    // The page that took the menu's keys for a screen is gone, and cannot give them back.
    opened.webContents.on('did-navigate', () => opened.webContents.setIgnoreMenuShortcuts(false));
    opened.webContents.on('render-process-gone', (_event, details) => {
      log(`window process gone: ${details.reason}`);
      if (details.reason === 'clean-exit') return;
      hasSnapshot = false;
      if (restarts.mayRestart()) opened.reload();
      else void giveUp('The window stopped working several times in a row. Jumpseat quits; what was built is kept.');
    });
  }

  function open(): void {
    if (isQuitting()) return;
    if (window !== undefined && !window.isDestroyed()) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return;
    }
    window = createMainWindow({ preload, icon, settingsFile });
    watch(window);
    for (const listener of listeners) listener(window);
    clock.after(PAINT_LIMIT_MS, () => painted.resolve());
  }

  return {
    open,
    current: () => window,
    send,
    show(name, payload) {
      open();
      if (hasSnapshot) send(name, payload);
      else waiting = () => send(name, payload);
    },
    isInFront: () => window !== undefined && !window.isDestroyed() && window.isFocused(),
    sendPatch: (patch) => {
      if (hasSnapshot) send('state.patch', patch);
    },
    snapshotTaken() {
      hasSnapshot = true;
      waiting?.();
      waiting = undefined;
    },
    onWindow(listener) {
      listeners.push(listener);
      if (window !== undefined) listener(window);
    },
    painted: painted.promise,
  };
}
