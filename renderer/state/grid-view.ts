import { create } from 'zustand';
import { useView } from './view.ts';

/** Whether the terminals of a session's machines are shown side by side. */
export function useIsGrid(sessionId: string): boolean {
  return useView(({ grids }) => grids[sessionId] === true);
}

export function setGrid(sessionId: string, isOn: boolean): void {
  useView.setState(({ grids }) => ({ grids: { ...grids, [sessionId]: isOn } }));
  if (!isOn) setBroadcast(sessionId, false);
}

interface Broadcasts {
  /** Sessions in which typing goes to all machines. */
  on: Readonly<Record<string, boolean>>;
  /** Machines that are left out, by session. */
  leftOut: Readonly<Record<string, readonly number[]>>;
  /** The terminal shown for a machine that has several, by session and machine. */
  shown: Readonly<Record<string, Readonly<Record<number, string>>>>;
}

/** Forgotten when the window is reloaded: nobody shall type in many machines without having just said so. */
const useBroadcasts = create<Broadcasts>(() => ({ on: {}, leftOut: {}, shown: {} }));

const nobody: readonly number[] = [];
const nothing: Readonly<Record<number, string>> = {};

export function useIsBroadcasting(sessionId: string): boolean {
  return useBroadcasts(({ on }) => on[sessionId] === true);
}

export function isBroadcasting(sessionId: string): boolean {
  return useBroadcasts.getState().on[sessionId] === true;
}

/** What is typed in one terminal of the grid goes to the others, too. */
export function setBroadcast(sessionId: string, isOn: boolean): void {
  useBroadcasts.setState(({ on }) => ({ on: { ...on, [sessionId]: isOn } }));
}

export function useLeftOut(sessionId: string): readonly number[] {
  return useBroadcasts(({ leftOut }) => leftOut[sessionId] ?? nobody);
}

export function isLeftOut(sessionId: string, machine: number): boolean {
  return useBroadcasts.getState().leftOut[sessionId]?.includes(machine) === true;
}

/** A machine that is left out gets nothing of what is typed elsewhere, and gives nothing away. */
export function setLeftOut(sessionId: string, machine: number, isOut: boolean): void {
  useBroadcasts.setState(({ leftOut }) => {
    const others = (leftOut[sessionId] ?? nobody).filter((other) => other !== machine);
    return { leftOut: { ...leftOut, [sessionId]: isOut ? [...others, machine] : others } };
  });
}

/** The tab that was last looked at, by machine. */
export function useShownTabs(sessionId: string): Readonly<Record<number, string>> {
  return useBroadcasts(({ shown }) => shown[sessionId] ?? nothing);
}

export function rememberShownTab(sessionId: string, machine: number, tabId: string): void {
  if (useBroadcasts.getState().shown[sessionId]?.[machine] === tabId) return;
  useBroadcasts.setState(({ shown }) => ({
    shown: { ...shown, [sessionId]: { ...shown[sessionId], [machine]: tabId } },
  }));
}
