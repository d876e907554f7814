import { isBroadcasting, isLeftOut } from '../state/grid-view.ts';
import type { GridPane } from './grid-panes.ts';
import { terminalHandle, type TerminalHandle } from './terminal-handles.ts';

type Input = Parameters<TerminalHandle['receive']>[0];

/** The panes that are side by side on the screen now, by session. */
const groups = new Map<string, readonly GridPane[]>();

/** Says which terminals stand side by side. The returned function says that none do any more. */
export function showGroup(sessionId: string, panes: readonly GridPane[]): () => void {
  groups.set(sessionId, panes);
  return () => {
    if (groups.get(sessionId) === panes) groups.delete(sessionId);
  };
}

function isTaking({ tab }: GridPane): boolean {
  return tab?.state === 'open' || tab?.state === 'opening';
}

/** The terminals that get what is typed in this one; nobody while it is left out itself, or is not in the grid. */
export function receiversOf(sessionId: string, terminalId: string): TerminalHandle[] {
  if (!isBroadcasting(sessionId)) return [];
  const panes = (groups.get(sessionId) ?? []).filter((pane) => isTaking(pane) && !isLeftOut(sessionId, pane.machine));
  if (!panes.some(({ tab }) => tab?.terminalId === terminalId)) return [];
  return panes.flatMap(({ tab }) => {
    const handle = tab === undefined || tab.terminalId === terminalId ? undefined : terminalHandle(tab.terminalId);
    return handle === undefined ? [] : [handle];
  });
}

/** Gives what a person typed in one terminal to the others of its group. */
export function shareInput(sessionId: string, terminalId: string, input: Input): void {
  for (const handle of receiversOf(sessionId, terminalId)) handle.receive(input);
}
