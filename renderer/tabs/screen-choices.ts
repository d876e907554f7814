import type { Session, SessionMachine } from '../../main/contract/session.ts';
import type { ScreenSource } from '../state/screen-actions.ts';
import { addScreenSearch } from '../state/screen-view.ts';
import { activateTab, openScreenTab } from './tab-actions.ts';
import { screenTabId, tabsOf, type ScreenTab } from './tab.ts';

/** One screen that a machine has to offer. */
export interface ScreenChoice {
  machine: number;
  source: ScreenSource;
  /** What sets it apart from the others: "Screen", "VNC screen", "RDP screen of machine 2". */
  title: string;
  /** Why it cannot be opened, and what helps. */
  missing: string | undefined;
}

const names = { vnc: 'VNC screen', rdp: 'RDP screen' } as const;

function choicesOf(machine: SessionMachine, hasName: boolean): ScreenChoice[] {
  const protocols = new Set(machine.endpoints.flatMap(({ kind }) => (kind === 'ssh' ? [] : [kind])));
  const offers: Pick<ScreenChoice, 'source' | 'title' | 'missing'>[] = [...protocols].map((protocol) => ({
    source: { kind: 'endpoint', protocol },
    title: names[protocol],
    missing: undefined,
  }));
  if (machine.desktop !== undefined)
    offers.push({ source: { kind: 'desktop' }, title: 'Desktop', missing: machine.desktop.missing });
  return offers.map(({ title, ...offer }) => {
    const name = offers.length === 1 ? 'Screen' : title;
    return { ...offer, machine: machine.index, title: hasName ? `${name} of ${machine.name}` : name };
  });
}

/** Every screen that the machines of a session offer by themselves. */
export function screenChoices({ machines }: Pick<Session, 'machines'>): ScreenChoice[] {
  return machines.flatMap((machine) => choicesOf(machine, machines.length > 1));
}

/** Whether a screen can be reached through the machine's SSH connection. */
export function hasScreenThroughSsh({ link, endpoints }: SessionMachine): boolean {
  return link === 'connected' && endpoints.some(({ kind }) => kind === 'ssh');
}

/** Every machine on which a screen can be looked for. */
export function screenSearchChoices({ machines }: Session): { machine: number; title: string }[] {
  return machines.filter(hasScreenThroughSsh).map(({ index, name }) => ({
    machine: index,
    title: machines.length > 1 ? `Screen of ${name} through SSH…` : 'Screen through SSH…',
  }));
}

/** The tab that shows this choice already. */
function shownTab(session: Session, { machine, source }: ScreenChoice): ScreenTab | undefined {
  if (source.kind !== 'endpoint') return undefined;
  const open = session.screens.find(
    (screen) => screen.machine === machine && screen.route === 'direct' && screen.protocol === source.protocol,
  );
  return tabsOf(session, { files: [], screenSearches: [], tools: [] }).find(
    (tab): tab is ScreenTab => tab.kind === 'screen' && tab.id === screenTabId(open?.id ?? ''),
  );
}

/** Opens what was chosen, goes to it where it is open, or to the tab that says what is missing. */
export async function openScreenChoice(session: Session, choice: ScreenChoice): Promise<void> {
  const shown = shownTab(session, choice);
  if (choice.missing !== undefined) addScreenSearch(session.id, choice.machine);
  else if (shown !== undefined) activateTab(session, shown);
  else await openScreenTab(session.id, choice.machine, choice.source);
}
