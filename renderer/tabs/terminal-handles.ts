import type { TerminalHandle } from '../features/terminal/TerminalView.tsx';

export type { TerminalHandle };

const handles = new Map<string, TerminalHandle>();
/** Text for terminals that are about to appear. */
const pendingText = new Map<string, string>();

/** Makes a terminal reachable while it is mounted. The returned function takes it back. */
export function registerTerminal(terminalId: string, handle: TerminalHandle): () => void {
  handles.set(terminalId, handle);
  const text = pendingText.get(terminalId);
  pendingText.delete(terminalId);
  if (text !== undefined) handle.type(text);
  return () => {
    if (handles.get(terminalId) === handle) handles.delete(terminalId);
  };
}

export function terminalHandle(terminalId: string): TerminalHandle | undefined {
  return handles.get(terminalId);
}

/** Types into a terminal now, or as soon as it is on the screen. */
export function typeInTerminal(terminalId: string, text: string): void {
  const handle = handles.get(terminalId);
  if (handle === undefined) pendingText.set(terminalId, text);
  else {
    handle.type(text);
    handle.focus();
  }
}
