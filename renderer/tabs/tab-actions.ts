import type { Session } from '../../main/contract/session.ts';
import { closeTerminal, openTerminal } from '../state/session-actions.ts';
import { setActiveTab, useView } from '../state/view.ts';
import { activeTab, tabsOf, terminalTabId, type Tab } from './tab.ts';
import { terminalHandle, typeInTerminal } from './terminal-handles.ts';

export function currentTab(session: Session): Tab | undefined {
  return activeTab(tabsOf(session), useView.getState().activeTabs[session.id]);
}

export function activateTab(session: Session, tab: Tab): void {
  setActiveTab(session.id, tab.id);
  terminalHandle(tab.terminalId)?.focus();
}

/** Opens a terminal on a machine and brings it to the front; gives its id. */
export async function openTerminalTab(sessionId: string, machine: number, shell?: string): Promise<string | undefined> {
  const terminalId = await openTerminal(sessionId, machine, shell);
  if (terminalId !== undefined) setActiveTab(sessionId, terminalTabId(terminalId));
  return terminalId;
}

/** Closes a tab; its neighbour comes to the front when it was there. */
export async function closeTab(session: Session, tab: Tab): Promise<void> {
  const tabs = tabsOf(session);
  const index = tabs.findIndex(({ id }) => id === tab.id);
  const neighbour = tabs[index + 1] ?? tabs[index - 1];
  if (currentTab(session)?.id === tab.id && neighbour !== undefined) activateTab(session, neighbour);
  switch (tab.kind) {
    case 'terminal':
      await closeTerminal(session.id, tab.terminalId);
  }
}

/** Goes to the next or previous tab, around the end. */
export function stepTab(session: Session, by: 1 | -1): void {
  const tabs = tabsOf(session);
  const index = tabs.findIndex(({ id }) => id === currentTab(session)?.id);
  const tab = tabs.at((index + by) % tabs.length);
  if (tab !== undefined) activateTab(session, tab);
}

/** Types a line and Enter in a terminal of the machine: the one in front, another one, or a new one. */
export async function runLine(session: Session, machine: number, line: string): Promise<void> {
  const usable = tabsOf(session).filter((tab) => tab.machine === machine && tab.state === 'open');
  const tab = usable.find(({ id }) => id === currentTab(session)?.id) ?? usable.at(-1);
  if (tab !== undefined) setActiveTab(session.id, tab.id);
  const terminalId = tab?.terminalId ?? (await openTerminalTab(session.id, machine));
  if (terminalId !== undefined) typeInTerminal(terminalId, `${line}\r`);
}
