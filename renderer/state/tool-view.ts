import { setActiveTab, useView, type Tool, type ToolTab } from './view.ts';

const none: readonly ToolTab[] = [];

/** The tools of a session's machines that are open in tabs. */
export function useToolTabs(sessionId: string): readonly ToolTab[] {
  return useView(({ toolTabs }) => toolTabs[sessionId] ?? none);
}

export function toolTabsOf(sessionId: string): readonly ToolTab[] {
  return useView.getState().toolTabs[sessionId] ?? none;
}

export function toolTabId({ tool, machine }: ToolTab): string {
  return `${tool}:${machine}`;
}

/** Opens a tool for a machine in a tab, or goes to it. */
export function openToolTab(sessionId: string, tool: Tool, machine: number): void {
  const tab = { tool, machine };
  const open = toolTabsOf(sessionId);
  if (!open.some((other) => toolTabId(other) === toolTabId(tab))) {
    useView.setState(({ toolTabs }) => ({ toolTabs: { ...toolTabs, [sessionId]: [...open, tab] } }));
  }
  setActiveTab(sessionId, toolTabId(tab));
}

export function removeToolTab(sessionId: string, tab: ToolTab): void {
  const rest = toolTabsOf(sessionId).filter((other) => toolTabId(other) !== toolTabId(tab));
  useView.setState(({ toolTabs }) => ({ toolTabs: { ...toolTabs, [sessionId]: rest } }));
}
