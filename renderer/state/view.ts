import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { ServiceId } from '../../main/contract/account.ts';
import type { Fit, Picture } from '../frames/control.ts';

/** Which builds the list shows. */
export type Scope = { kind: 'all' } | { kind: 'account'; accountId: string } | { kind: 'project'; projectId: string };

/** What the middle of the window shows. */
export type Page =
  | { kind: 'builds' }
  /** All projects of an account, to search in. */
  | { kind: 'projects'; accountId: string }
  | { kind: 'session'; sessionId: string }
  | { kind: 'add-account'; service?: ServiceId }
  /** `replacing`: the field for a new token is open at once. */
  | { kind: 'account'; accountId: string; replacing?: boolean }
  /** A machine from a pasted text. */
  | { kind: 'connect' }
  /** All transfers of all sessions. */
  | { kind: 'transfers' }
  /** What stays of sessions. `recordingId`: it is played, from `atSeconds` on. `salvageId`: it is to be applied. */
  | { kind: 'history'; sessionId?: string; recordingId?: string; atSeconds?: number; salvageId?: string }
  | { kind: 'keys' }
  | { kind: 'settings' };

export const stateFilters = ['failed', 'running', 'passed'] as const;
export type StateFilter = (typeof stateFilters)[number];

/** A tab that shows files of a machine. */
export interface FileTab {
  id: string;
  machine: number;
  /** Where it is; missing while it has never been anywhere, which is the home folder. */
  path?: string | undefined;
}

/** What can be looked at in a tab beside terminals, files and screens. */
export type Tool = 'environment' | 'ports' | 'steps';

/** A tool for one machine. */
export interface ToolTab {
  tool: Tool;
  machine: number;
}

/** The files below the terminals of a session. */
export interface FilePane {
  isOpen: boolean;
  /** It goes where the terminal in front goes. */
  isFollowing: boolean;
  /** Where it was, by machine. */
  paths: Record<number, string>;
}

/** How the screens of one machine are shown. */
export interface ScreenSettings {
  fit: Fit;
  picture: Picture;
  isViewOnly: boolean;
  hasDotCursor: boolean;
  /** Also the palette's keys and those of tabs go to the machine. */
  sendsAllKeys: boolean;
  /** Windows' number of the layout (RDP); the one that this computer seems to have when missing. */
  keyboardLayout?: number | undefined;
}

export interface ViewState {
  page: Page;
  scope: Scope;
  /** States to show; none means all. */
  filters: StateFilter[];
  /** Only builds that the accounts' own people started. */
  onlyMine: boolean;
  search: string;
  /** How long the next machine shall stay, where that can be said. */
  accessDurationMs: number;
  selectedBuildId: string | undefined;
  /** The person chose it; until then the newest build is selected by itself. */
  isBuildChosen: boolean;
  /** The whole log is open instead of the list, for the selected build. */
  isLogOpen: boolean;
  /** The step whose log is shown; undefined means the failing one. */
  stepId: string | undefined;
  showTimestamps: boolean;
  /** The tab in front, by session. */
  activeTabs: Record<string, string>;
  /** Whether programs of a session may write to the clipboard, once that was asked. */
  clipboardConsents: Record<string, boolean>;
  /** The machine looked at, by session, where it is not that of the tab in front. */
  chosenMachines: Record<string, number>;
  /** Tabs with files, by session. */
  fileTabs: Record<string, FileTab[]>;
  /** The files below the terminals, by session. */
  filePanes: Record<string, FilePane>;
  /** In CSS pixels. */
  filePaneHeightPx: number;
  showHiddenFiles: boolean;
  /** Machines on which a tab looks for screens, by session. */
  screenSearches: Record<string, number[]>;
  /** Tools in tabs, by session. */
  toolTabs: Record<string, ToolTab[]>;
  /** Whether the terminals of all machines are shown side by side, by session. */
  grids: Record<string, boolean>;
  /** By session and machine; see screen-view.ts. */
  screenSettings: Record<string, ScreenSettings>;
  /** Whether text may go between the clipboards of this computer and a session's screens, once that was asked. */
  sharedClipboards: Record<string, boolean>;
}

/** As Semaphore has it when nothing is said. */
const USUAL_DURATION_MS = 3_600_000;

export const initialView: ViewState = {
  page: { kind: 'builds' },
  scope: { kind: 'all' },
  filters: [],
  onlyMine: false,
  search: '',
  accessDurationMs: USUAL_DURATION_MS,
  selectedBuildId: undefined,
  isBuildChosen: false,
  isLogOpen: false,
  stepId: undefined,
  showTimestamps: false,
  activeTabs: {},
  clipboardConsents: {},
  chosenMachines: {},
  fileTabs: {},
  filePanes: {},
  filePaneHeightPx: 290,
  showHiddenFiles: false,
  screenSearches: {},
  toolTabs: {},
  grids: {},
  screenSettings: {},
  sharedClipboards: {},
};

/** Raised when the stored form changes; older ones are dropped. */
const STORED_VERSION = 6;

/** Where the person is in the window. Kept for this window's life, so that a reload comes back to the same place. */
export const useView = create<ViewState>()(
  persist(() => initialView, {
    name: 'jumpseat.view',
    version: STORED_VERSION,
    storage: createJSONStorage(() => sessionStorage),
    migrate: () => initialView,
  }),
);

export function showBuilds(scope: Scope): void {
  useView.setState({ page: { kind: 'builds' }, scope, isLogOpen: false });
}

/** Selects a build; its log starts at the failing step again. */
export function selectBuild(buildId: string | undefined, isBuildChosen = true): void {
  useView.setState((view) => ({
    isBuildChosen,
    ...(view.selectedBuildId === buildId ? {} : { selectedBuildId: buildId, stepId: undefined }),
  }));
}

/** Goes to a build wherever the window is, with filters that would hide it taken off. The scope must have it. */
export function goToBuild(buildId: string, scope: Scope = { kind: 'all' }): void {
  useView.setState({ page: { kind: 'builds' }, scope, isLogOpen: false, filters: [], onlyMine: false, search: '' });
  selectBuild(buildId);
}

export function selectStep(stepId: string): void {
  useView.setState({ stepId, isBuildChosen: true });
}

export function openLog(stepId?: string): void {
  useView.setState((view) => ({
    page: { kind: 'builds' },
    isLogOpen: true,
    isBuildChosen: true,
    stepId: stepId ?? view.stepId,
  }));
}

export function closeLog(): void {
  useView.setState({ isLogOpen: false });
}

export function showSession(sessionId: string): void {
  useView.setState({ page: { kind: 'session', sessionId } });
}

export function showPage(page: Page): void {
  useView.setState({ page });
}

export function showSettings(): void {
  useView.setState({ page: { kind: 'settings' } });
}

export function toggleFilter(filter: StateFilter): void {
  useView.setState(({ filters }) => ({
    filters: filters.includes(filter) ? filters.filter((other) => other !== filter) : [...filters, filter],
  }));
}

export function toggleMine(): void {
  useView.setState(({ onlyMine }) => ({ onlyMine: !onlyMine }));
}

export function setAccessDuration(accessDurationMs: number): void {
  useView.setState({ accessDurationMs });
}

export function setSearch(search: string): void {
  useView.setState({ search });
}

export function clearFilters(): void {
  useView.setState({ filters: [], onlyMine: false, search: '' });
}

export function toggleTimestamps(): void {
  useView.setState(({ showTimestamps }) => ({ showTimestamps: !showTimestamps }));
}

export function setActiveTab(sessionId: string, tabId: string): void {
  useView.setState(({ activeTabs, chosenMachines }) => ({
    activeTabs: { ...activeTabs, [sessionId]: tabId },
    chosenMachines: Object.fromEntries(Object.entries(chosenMachines).filter(([id]) => id !== sessionId)),
  }));
}

/** Looks at a machine without a tab on it; a tab that is chosen leads back to its own. */
export function chooseMachine(sessionId: string, machine: number): void {
  useView.setState(({ chosenMachines }) => ({ chosenMachines: { ...chosenMachines, [sessionId]: machine } }));
}

export function allowClipboard(sessionId: string, isAllowed: boolean): void {
  useView.setState(({ clipboardConsents }) => ({
    clipboardConsents: { ...clipboardConsents, [sessionId]: isAllowed },
  }));
}
