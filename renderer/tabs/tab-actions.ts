import type { Session } from '../../main/contract/session.ts';
import { forgetCommand } from '../state/command-states.ts';
import { closeTerminal, openTerminal } from '../state/session-actions.ts';
import { setGrid } from '../state/grid-view.ts';
import { addFileTab, fileTabsOf, removeFileTab } from '../state/file-view.ts';
import { closeScreen, openScreen, type ScreenSource } from '../state/screen-actions.ts';
import { removeScreenSearch, screenSearchesOf } from '../state/screen-view.ts';
import { forgetFolder } from '../state/terminal-folders.ts';
import { removeToolTab, toolTabsOf } from '../state/tool-view.ts';
import { setActiveTab, useView } from '../state/view.ts';
import { filesHandle } from './files-handles.ts';
import { screenHandle } from './screen-handles.ts';
import { activeTab, screenTabId, tabsOf, terminalTabId, type Tab, type TerminalTab } from './tab.ts';
import { terminalHandle, typeInTerminal } from './terminal-handles.ts';

function openTabs(session: Session): Tab[] {
  return tabsOf(session, {
    files: fileTabsOf(session.id),
    screenSearches: screenSearchesOf(session.id),
    tools: toolTabsOf(session.id),
  });
}

export function currentTab(session: Session): Tab | undefined {
  return activeTab(openTabs(session), useView.getState().activeTabs[session.id]);
}

export function activateTab(session: Session, tab: Tab): void {
  setActiveTab(session.id, tab.id);
  focusTab(session.id, tab);
}

function focusTab(sessionId: string, tab: Tab): void {
  switch (tab.kind) {
    case 'terminal':
      return terminalHandle(tab.terminalId)?.focus();
    case 'screen':
      return screenHandle(tab.screenId)?.focus();
    case 'files':
      return filesHandle(sessionId, tab.id)?.focus();
    case 'screen-search':
    case 'tool':
      return undefined;
  }
}

/** Shows the terminals of all machines side by side, or one tab again. */
export function showGrid(session: Session, isOn: boolean): void {
  setGrid(session.id, isOn);
  const current = currentTab(session);
  const tab = current?.kind === 'terminal' ? current : openTabs(session).findLast(({ kind }) => kind === 'terminal');
  if (isOn && tab !== undefined) activateTab(session, tab);
}

/** Opens the files of a machine in a tab of their own and brings it to the front. */
export function openFilesTab(sessionId: string, machine: number, path?: string): void {
  addFileTab(sessionId, machine, path);
}

/** Opens a terminal on a machine and brings it to the front; gives its id. */
export async function openTerminalTab(sessionId: string, machine: number, shell?: string): Promise<string | undefined> {
  const terminalId = await openTerminal(sessionId, machine, shell);
  if (terminalId !== undefined) setActiveTab(sessionId, terminalTabId(terminalId));
  return terminalId;
}

/** Opens a screen of a machine and brings it to the front; gives its id. */
export async function openScreenTab(
  sessionId: string,
  machine: number,
  source: ScreenSource,
): Promise<string | undefined> {
  const screenId = await openScreen(sessionId, machine, source);
  if (screenId !== undefined) setActiveTab(sessionId, screenTabId(screenId));
  return screenId;
}

/** Closes a tab; its neighbour comes to the front when it was there. */
export async function closeTab(session: Session, tab: Tab): Promise<void> {
  const tabs = openTabs(session);
  const index = tabs.findIndex(({ id }) => id === tab.id);
  const neighbour = tabs[index + 1] ?? tabs[index - 1];
  if (currentTab(session)?.id === tab.id && neighbour !== undefined) activateTab(session, neighbour);
  switch (tab.kind) {
    case 'terminal':
      forgetFolder(tab.terminalId);
      forgetCommand(tab.terminalId);
      await closeTerminal(session.id, tab.terminalId);
      break;
    case 'screen':
      await closeScreen({ sessionId: session.id, screenId: tab.screenId });
      break;
    case 'files':
      removeFileTab(session.id, tab.id);
      break;
    case 'screen-search':
      removeScreenSearch(session.id, tab.machine);
      break;
    case 'tool':
      removeToolTab(session.id, tab);
  }
}

/** Goes to the next or previous tab, around the end. */
export function stepTab(session: Session, by: 1 | -1): void {
  const tabs = openTabs(session);
  const index = tabs.findIndex(({ id }) => id === currentTab(session)?.id);
  const tab = tabs.at((index + by) % tabs.length);
  if (tab !== undefined) activateTab(session, tab);
}

/** Types a line and Enter in a terminal of the machine: the one in front, another one, or a new one. */
export async function runLine(session: Session, machine: number, line: string): Promise<void> {
  const usable = openTabs(session).filter(
    (tab): tab is TerminalTab => tab.kind === 'terminal' && tab.machine === machine && tab.state === 'open',
  );
  const tab = usable.find(({ id }) => id === currentTab(session)?.id) ?? usable.at(-1);
  if (tab !== undefined) setActiveTab(session.id, tab.id);
  const terminalId = tab?.terminalId ?? (await openTerminalTab(session.id, machine));
  if (terminalId !== undefined) typeInTerminal(terminalId, `${line}\r`);
}
