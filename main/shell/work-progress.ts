import { powerSaveBlocker, type BrowserWindow } from 'electron';

/** Smaller steps than this nobody sees. */
const STEP = 0.005;

interface Work {
  isRunning: boolean;
  /** From 0 to 1; undefined while it is not known. */
  fraction: number | undefined;
  mode: 'normal' | 'paused' | 'error';
}

export interface WorkProgress extends Disposable {
  /** Undefined when nothing is under way any more. */
  show(work: Work | undefined): void;
}

/** Shows how far work is in the dock or the taskbar, and keeps the computer awake while it goes on. */
export function showWorkProgress(window: () => BrowserWindow | undefined): WorkProgress {
  let blocker: number | undefined;
  let shown: { value: number; mode: string; window: BrowserWindow | undefined } | undefined;

  function stayAwake(isWanted: boolean): void {
    if (isWanted && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (isWanted || blocker === undefined) return;
    powerSaveBlocker.stop(blocker);
    blocker = undefined;
  }

  function show(work: Work | undefined): void {
    stayAwake(work?.isRunning === true);
    // Above 1 the bar only shows that something goes on; below 0 there is none.
    const value = work === undefined ? -1 : (work.fraction ?? 2);
    const mode = work === undefined ? 'none' : work.fraction === undefined ? 'indeterminate' : work.mode;
    const current = window();
    const isSame = shown?.mode === mode && shown.window === current && Math.abs(shown.value - value) < STEP;
    if (isSame || current === undefined || current.isDestroyed()) return;
    shown = { value, mode, window: current };
    current.setProgressBar(value, { mode });
  }

  return { show, [Symbol.dispose]: () => show(undefined) };
}
