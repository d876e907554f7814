import { create } from 'zustand';

interface Known {
  /** The host that spoke first; another one in the same terminal is reached through it, and has other files. */
  host: string | undefined;
  path: string;
}

const useFolders = create<{ folders: Readonly<Record<string, Known>> }>(() => ({ folders: {} }));

/** Remembers where the shell of a terminal says it is. */
export function reportFolder(terminalId: string, { host, path }: Known): void {
  const before = useFolders.getState().folders[terminalId];
  const first = before?.host ?? host;
  if (host !== undefined && first !== host) return;
  if (before?.path === path && before.host === first) return;
  useFolders.setState(({ folders }) => ({ folders: { ...folders, [terminalId]: { host: first, path } } }));
}

export function forgetFolder(terminalId: string): void {
  useFolders.setState(({ folders }) => ({
    folders: Object.fromEntries(Object.entries(folders).filter(([id]) => id !== terminalId)),
  }));
}

/** Where the shell of a terminal is, if it says so. */
export function useTerminalFolder(terminalId: string | undefined): string | undefined {
  return useFolders(({ folders }) => (terminalId === undefined ? undefined : folders[terminalId]?.path));
}
