import type { Screen } from '../../main/contract/screen.ts';
import type { Session, Terminal } from '../../main/contract/session.ts';
import { screenSearchTabId } from '../state/screen-view.ts';
import { toolTabId } from '../state/tool-view.ts';
import type { FileTab, Tool, ToolTab as RememberedTool } from '../state/view.ts';

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

/** A screen of a machine. Exists as long as the truth has it. */
export interface ScreenTab extends TabBase {
  kind: 'screen';
  screenId: string;
  state: Screen['state'];
}

/** Ways to a screen of a machine that is not open yet. Exists as long as the window remembers it. */
export interface ScreenSearchTab extends TabBase {
  kind: 'screen-search';
}

/** A tool for a machine. Exists as long as the window remembers it. */
export interface ToolTab extends TabBase {
  kind: 'tool';
  tool: Tool;
}

/** What a tab shows. A new kind is one more member here and one more case in TabHost.tsx. */
export type Tab = TerminalTab | ScreenTab | FilesTab | ScreenSearchTab | ToolTab;

/** What the window remembers of a session's tabs. */
export interface RememberedTabs {
  files: readonly FileTab[];
  /** Machines on which a tab looks for screens. */
  screenSearches: readonly number[];
  tools: readonly RememberedTool[];
}

export function terminalTabId(terminalId: string): string {
  return `terminal:${terminalId}`;
}

export function screenTabId(screenId: string): string {
  return `screen:${screenId}`;
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

function screenTabs(session: Session): ScreenTab[] {
  return session.screens.map(({ id, machine, number, state }) => ({
    kind: 'screen',
    id: screenTabId(id),
    title: withMachine(session, machine, number === 1 ? 'Screen' : `Screen ${number}`),
    machine,
    screenId: id,
    state,
  }));
}

function screenSearchTabs(session: Session, machines: readonly number[]): ScreenSearchTab[] {
  return machines.map((machine) => ({
    kind: 'screen-search',
    id: screenSearchTabId(machine),
    title: withMachine(session, machine, 'Open a screen'),
    machine,
  }));
}

const toolNames = { environment: 'Environment', ports: 'Ports', steps: 'Steps' } as const;

function toolTabs(session: Session, tools: readonly RememberedTool[]): ToolTab[] {
  return tools.map((remembered) => ({
    kind: 'tool',
    id: toolTabId(remembered),
    title: withMachine(session, remembered.machine, toolNames[remembered.tool]),
    ...remembered,
  }));
}

/**
 * The tabs of a session, in their order: its terminals and screens, which follow from the truth, and the lists of files,
 * searches for screens and tools, which the window remembers. A reloaded window has them again.
 */
export function tabsOf(session: Session, { files, screenSearches, tools }: RememberedTabs): Tab[] {
  return [
    ...terminalTabs(session),
    ...screenTabs(session),
    ...filesTabs(session, files),
    ...screenSearchTabs(session, screenSearches),
    ...toolTabs(session, tools),
  ];
}

/** The tab in front: the one chosen, as long as it is there, else the last one. */
export function activeTab(tabs: readonly Tab[], chosenId: string | undefined): Tab | undefined {
  return tabs.find(({ id }) => id === chosenId) ?? tabs.at(-1);
}
