import type { Session, Terminal } from '../../main/contract/session.ts';

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

/** What a tab shows. A new kind is one more member here and one more case in TabHost.tsx. */
export type Tab = TerminalTab;

export function terminalTabId(terminalId: string): string {
  return `terminal:${terminalId}`;
}

/** The tabs of a session, in their order. They follow from the truth, so a reloaded window has them again. */
export function tabsOf({ terminals, machines }: Session): Tab[] {
  return terminals.map(({ id, machine, number, state, shell }) => {
    const kind = shell ?? 'Terminal';
    const name = number === 1 ? kind : `${kind} ${number}`;
    const machineName = machines.find(({ index }) => index === machine)?.name;
    return {
      kind: 'terminal',
      id: terminalTabId(id),
      title: machines.length > 1 && machineName !== undefined ? `${name} · ${machineName}` : name,
      machine,
      terminalId: id,
      state,
      shell,
    };
  });
}

/** The tab in front: the one chosen, as long as it is there, else the last one. */
export function activeTab(tabs: readonly Tab[], chosenId: string | undefined): Tab | undefined {
  return tabs.find(({ id }) => id === chosenId) ?? tabs.at(-1);
}
