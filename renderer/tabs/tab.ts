import type { Session, Terminal } from '../../main/contract/session.ts';
import type { FileTab } from '../state/view.ts';

interface TabBase {
  /** Unique within the session. */
  id: string;
  title: string;
  /** Index of the machine it shows. */
  machine: number;
}

/** A shell on a machine. Exists as long as the truth has the terminal. */
export interface TerminalTab extends TabBase {
  kind: 'terminal';
  terminalId: string;
  state: Terminal['state'];
  /** The shell that was asked for; the login shell has no name. */
  shell: string | undefined;
}

/** Files of a machine. Exists as long as the window remembers it. */
export interface FilesTab extends TabBase {
  kind: 'files';
  /** Where it is; the home folder while it has never been anywhere. */
  path: string | undefined;
}

/** What a tab shows. A new kind is one more member here and one more case in TabHost.tsx. */
export type Tab = TerminalTab | FilesTab;

export function terminalTabId(terminalId: string): string {
  return `terminal:${terminalId}`;
}

function withMachine({ machines }: Session, machine: number, name: string): string {
  const machineName = machines.find(({ index }) => index === machine)?.name;
  return machines.length > 1 && machineName !== undefined ? `${name} · ${machineName}` : name;
}

function terminalTabs(session: Session): TerminalTab[] {
  return session.terminals.map(({ id, machine, number, state, shell }) => {
    const kind = shell ?? 'Terminal';
    return {
      kind: 'terminal',
      id: terminalTabId(id),
      title: withMachine(session, machine, number === 1 ? kind : `${kind} ${number}`),
      machine,
      terminalId: id,
      state,
      shell,
    };
  });
}

function filesTabs(session: Session, fileTabs: readonly FileTab[]): FilesTab[] {
  return fileTabs.map(({ id, machine, path }, index) => ({
    kind: 'files',
    id,
    title: withMachine(session, machine, index === 0 ? 'Files' : `Files ${index + 1}`),
    machine,
    path,
  }));
}

/**
 * The tabs of a session, in their order: its terminals, which follow from the truth, and the lists of files, which the
 * window remembers. A reloaded window has them again.
 */
export function tabsOf(session: Session, fileTabs: readonly FileTab[]): Tab[] {
  return [...terminalTabs(session), ...filesTabs(session, fileTabs)];
}

/** The tab in front: the one chosen, as long as it is there, else the last one. */
export function activeTab(tabs: readonly Tab[], chosenId: string | undefined): Tab | undefined {
  return tabs.find(({ id }) => id === chosenId) ?? tabs.at(-1);
}
