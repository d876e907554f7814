import type { Session } from '../../main/contract/session.ts';
import { closeTerminal, openTerminal } from '../state/session-actions.ts';
import { addFileTab, fileTabsOf, removeFileTab } from '../state/file-view.ts';
import { forgetFolder } from '../state/terminal-folders.ts';
import { setActiveTab, useView } from '../state/view.ts';
import { filesHandle } from './files-handles.ts';
import { activeTab, tabsOf, terminalTabId, type Tab, type TerminalTab } from './tab.ts';
import { terminalHandle, typeInTerminal } from './terminal-handles.ts';

function openTabs(session: Session): Tab[] {
  return tabsOf(session, fileTabsOf(session.id));
}

export function currentTab(session: Session): Tab | undefined {
  return activeTab(openTabs(session), useView.getState().activeTabs[session.id]);
}

export function activateTab(session: Session, tab: Tab): void {
  setActiveTab(session.id, tab.id);
  focusTab(session.id, tab);
}

function focusTab(sessionId: string, tab: Tab): void {
  if (tab.kind === 'terminal') terminalHandle(tab.terminalId)?.focus();
  else filesHandle(sessionId, tab.id)?.focus();
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

/** Closes a tab; its neighbour comes to the front when it was there. */
export async function closeTab(session: Session, tab: Tab): Promise<void> {
  const tabs = openTabs(session);
  const index = tabs.findIndex(({ id }) => id === tab.id);
  const neighbour = tabs[index + 1] ?? tabs[index - 1];
  if (currentTab(session)?.id === tab.id && neighbour !== undefined) activateTab(session, neighbour);
  switch (tab.kind) {
    case 'terminal':
      forgetFolder(tab.terminalId);
      await closeTerminal(session.id, tab.terminalId);
      break;
    case 'files':
      removeFileTab(session.id, tab.id);
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
