import { net, powerMonitor, type BrowserWindow } from 'electron';
import type { Clock } from '../lib/clock.ts';
import { createPaceSource, type ElectronPace } from './pace-source.ts';

/** Events of a window after which it may be seen by nobody, or by somebody again. */
const windowEvents = ['show', 'hide', 'minimize', 'restore', 'closed'] as const;

interface Options {
  clock: Clock;
  window(): BrowserWindow | undefined;
  /** Calls the listener for the window that is open, and for every later one. */
  onWindow(listener: (window: BrowserWindow) => void): void;
  /** The services are on this computer, so no network is needed to reach them. */
  isLocal: boolean;
}

/** The pace as window, power and network have it. Battery and sleep are told by the system where it can. */
export function watchPace({ clock, window, onWindow, isLocal }: Options): ElectronPace {
  const pace = createPaceSource(
    {
      isVisible: () => {
        const shown = window();
        return shown !== undefined && !shown.isDestroyed() && shown.isVisible() && !shown.isMinimized();
      },
      isOnBattery: () => powerMonitor.onBatteryPower,
      isOnline: () => isLocal || net.isOnline(),
    },
    clock,
  );
  onWindow((opened) => {
    // By name, for the types of Electron's events know no list of them.
    const look = (): void => pace.look();
    for (const event of windowEvents) opened.on(event as 'show', look);
  });
  const look = (): void => pace.look();
  const sleep = (): void => pace.setAsleep(true);
  const wake = (): void => pace.setAsleep(false);
  powerMonitor.on('on-battery', look).on('on-ac', look).on('suspend', sleep).on('resume', wake);
  return {
    get current() {
      return pace.current;
    },
    onChange: (listener) => pace.onChange(listener),
    look,
    setAsleep: (isAsleep) => pace.setAsleep(isAsleep),
    [Symbol.dispose]() {
      powerMonitor.off('on-battery', look).off('on-ac', look).off('suspend', sleep).off('resume', wake);
      pace[Symbol.dispose]();
    },
  };
}
