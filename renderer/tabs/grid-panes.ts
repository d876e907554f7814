import type { Session } from '../../main/contract/session.ts';
import type { Tab, TerminalTab } from './tab.ts';

/** One machine in the grid, with the terminal that is shown for it. */
export interface GridPane {
  machine: number;
  name: string;
  /** Missing where no terminal is open on the machine. */
  tab: TerminalTab | undefined;
}

/**
 * The machines of a session in their order, each with one of its terminals: the one in front, the one last looked at, or
 * the newest.
 * @param shown the tab last looked at, by machine
 */
export function gridPanes(
  { machines }: Session,
  tabs: readonly Tab[],
  active: Tab | undefined,
  shown: Readonly<Record<number, string>>,
): GridPane[] {
  const reachable = machines.filter(
    ({ endpoints }) => endpoints.length === 0 || endpoints.some(({ kind }) => kind === 'ssh'),
  );
  return reachable.map(({ index, name }) => {
    const own = tabs.filter((tab): tab is TerminalTab => tab.kind === 'terminal' && tab.machine === index);
    const tab =
      own.find(({ id }) => id === active?.id) ??
      own.find(({ id }) => id === shown[index]) ??
      own.findLast(({ state }) => state === 'open' || state === 'opening') ??
      own.at(-1);
    return { machine: index, name, tab };
  });
}
