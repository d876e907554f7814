import { setActiveTab, useView, type FilePane, type FileTab } from './view.ts';

/** Tabs with files that one session may have. */
const MAX_FILE_TABS = 32;
const closedPane: FilePane = { isOpen: false, isFollowing: true, paths: {} };
const noTabs: readonly FileTab[] = [];

/** The tabs with files of a session. */
export function useFileTabs(sessionId: string): readonly FileTab[] {
  return useView(({ fileTabs }) => fileTabs[sessionId] ?? noTabs);
}

export function fileTabsOf(sessionId: string): readonly FileTab[] {
  return useView.getState().fileTabs[sessionId] ?? noTabs;
}

/** Opens one more tab with files and brings it to the front; gives its id. */
export function addFileTab(sessionId: string, machine: number, path?: string): string {
  const own = fileTabsOf(sessionId);
  const numbers = own.map(({ id }) => Number(id.split(':')[1]));
  const id = `files:${Math.max(0, ...numbers) + 1}`;
  if (own.length < MAX_FILE_TABS) {
    const tab = { id, machine, ...(path === undefined ? {} : { path }) };
    useView.setState(({ fileTabs }) => ({ fileTabs: { ...fileTabs, [sessionId]: [...own, tab] } }));
    setActiveTab(sessionId, id);
  }
  return id;
}

export function removeFileTab(sessionId: string, id: string): void {
  const rest = fileTabsOf(sessionId).filter((tab) => tab.id !== id);
  useView.setState(({ fileTabs }) => ({ fileTabs: { ...fileTabs, [sessionId]: rest } }));
}

/** Remembers where a tab with files is. */
export function setFileTabPath(sessionId: string, id: string, path: string): void {
  const tabs = fileTabsOf(sessionId).map((tab) => (tab.id === id ? { ...tab, path } : tab));
  useView.setState(({ fileTabs }) => ({ fileTabs: { ...fileTabs, [sessionId]: tabs } }));
}

export function useFilePane(sessionId: string): FilePane {
  return useView(({ filePanes }) => filePanes[sessionId] ?? closedPane);
}

function changePane(sessionId: string, change: (pane: FilePane) => Partial<FilePane>): void {
  useView.setState(({ filePanes }) => {
    const before = filePanes[sessionId] ?? closedPane;
    return { filePanes: { ...filePanes, [sessionId]: { ...before, ...change(before) } } };
  });
}

export function isFilePaneOpen(sessionId: string): boolean {
  return useView.getState().filePanes[sessionId]?.isOpen ?? false;
}

export function setFilePaneOpen(sessionId: string, isOpen: boolean): void {
  changePane(sessionId, () => ({ isOpen }));
}

export function setFilePaneFollowing(sessionId: string, isFollowing: boolean): void {
  changePane(sessionId, () => ({ isFollowing }));
}

/** Remembers where the files below the terminals are. */
export function setFilePanePath(sessionId: string, machine: number, path: string): void {
  changePane(sessionId, ({ paths }) => ({ paths: { ...paths, [machine]: path } }));
}

export function setFilePaneHeight(filePaneHeightPx: number): void {
  useView.setState({ filePaneHeightPx });
}

export function toggleHiddenFiles(): void {
  useView.setState(({ showHiddenFiles }) => ({ showHiddenFiles: !showHiddenFiles }));
}
