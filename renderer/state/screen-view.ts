import { setActiveTab, useView, type ScreenSettings } from './view.ts';

const usual: ScreenSettings = {
  fit: 'scale',
  picture: 'auto',
  isViewOnly: false,
  hasDotCursor: false,
  sendsAllKeys: false,
};
const noSearches: readonly number[] = [];

function keyOf(sessionId: string, machine: number): string {
  return `${sessionId}\n${machine}`;
}

/** How the screens of a machine are shown. */
export function useScreenSettings(sessionId: string, machine: number): ScreenSettings {
  return useView(({ screenSettings }) => screenSettings[keyOf(sessionId, machine)] ?? usual);
}

export function changeScreenSettings(sessionId: string, machine: number, change: Partial<ScreenSettings>): void {
  const key = keyOf(sessionId, machine);
  useView.setState(({ screenSettings }) => ({
    screenSettings: { ...screenSettings, [key]: { ...(screenSettings[key] ?? usual), ...change } },
  }));
}

/** Undefined until the person was asked. */
export function useSharedClipboard(sessionId: string): boolean | undefined {
  return useView(({ sharedClipboards }) => sharedClipboards[sessionId]);
}

export function shareClipboard(sessionId: string, isShared: boolean): void {
  useView.setState(({ sharedClipboards }) => ({ sharedClipboards: { ...sharedClipboards, [sessionId]: isShared } }));
}

/** The machines on which tabs of a session look for screens. */
export function useScreenSearches(sessionId: string): readonly number[] {
  return useView(({ screenSearches }) => screenSearches[sessionId] ?? noSearches);
}

export function screenSearchesOf(sessionId: string): readonly number[] {
  return useView.getState().screenSearches[sessionId] ?? noSearches;
}

export function screenSearchTabId(machine: number): string {
  return `screen-search:${machine}`;
}

/** Opens the tab that looks for screens of a machine, or goes to it. */
export function addScreenSearch(sessionId: string, machine: number): void {
  const own = screenSearchesOf(sessionId).filter((other) => other !== machine);
  useView.setState(({ screenSearches }) => ({ screenSearches: { ...screenSearches, [sessionId]: [...own, machine] } }));
  setActiveTab(sessionId, screenSearchTabId(machine));
}

export function removeScreenSearch(sessionId: string, machine: number): void {
  const rest = screenSearchesOf(sessionId).filter((other) => other !== machine);
  useView.setState(({ screenSearches }) => ({ screenSearches: { ...screenSearches, [sessionId]: rest } }));
}
