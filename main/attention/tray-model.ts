import type { Build } from '../contract/build.ts';
import type { Session } from '../contract/session.ts';
import type { Act } from './act.ts';
import { shortName } from './alert.ts';
import { buildName } from './build-alerts.ts';
import { sessionMenu, sessionState } from './session-menu.ts';
import { earliest, isOpen, minutesLeft } from './time-left.ts';

/** What the icon shows: nothing goes on, a session is open, one of them has little time left, something went wrong. */
export type TrayState = 'idle' | 'open' | 'ending' | 'failed';

export type TrayItem =
  | { kind: 'line' }
  /** A heading, or something that cannot be done now. */
  | { kind: 'text'; label: string }
  | { kind: 'act'; label: string; act: Act; isOn?: boolean }
  | { kind: 'menu'; label: string; items: TrayItem[] };

export interface TrayModel {
  state: TrayState;
  tooltip: string;
  /** Beside the icon, where the system has room for it: time left of the session that ends first. */
  title: string;
  items: TrayItem[];
  /** How many things need the person. */
  count: number;
}

export interface TrayFacts {
  sessions: readonly Session[];
  /** Sessions whose work is being brought home. */
  saving: ReadonlySet<string>;
  /** Those that only connect to what goes on without them. */
  isDisconnecting(session: Session): boolean;
  /** Builds that failed since the person last looked at the window, the newest first. */
  failed: readonly Build[];
  /** The build that failed last, and how it can be run again. */
  again: { build: Build; withAccess: boolean } | undefined;
}

/** More than these the menu only counts. */
const MAX_FAILED = 5;
const MAX_TOOLTIP_LENGTH = 120;

const isBroken = ({ machines }: Session): boolean => machines.some(({ link }) => link === 'lost' || link === 'failed');

function endingFirst(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((one, other) => (one.deadline.at ?? Infinity) - (other.deadline.at ?? Infinity));
}

function stateOf({ sessions, failed }: TrayFacts, now: number): TrayState {
  const levels = sessions.map(({ deadline }) => minutesLeft(deadline, now)?.level);
  if (levels.includes('warn') || levels.includes('bad')) return 'ending';
  if (failed.length > 0 || sessions.some(isBroken)) return 'failed';
  return sessions.length > 0 ? 'open' : 'idle';
}

function tooltipOf({ sessions, failed }: TrayFacts, now: number): string {
  const [first, ...others] = endingFirst(sessions);
  const failedText = failed.length === 0 ? [] : [`${failed.length} ${failed.length === 1 ? 'build' : 'builds'} failed`];
  const parts = first === undefined ? [] : [`${shortName(first.title)}, ${sessionState(first, now)}`];
  const rest = others.length === 0 ? [] : [`${others.length} more open`];
  const text = ['Jumpseat', ...parts, ...rest, ...failedText].join(' · ');
  return text.slice(0, MAX_TOOLTIP_LENGTH);
}

function failedItems({ failed, again }: TrayFacts): TrayItem[] {
  const items: TrayItem[] = failed
    .slice(0, MAX_FAILED)
    .map((build) => ({ kind: 'act', label: buildName(build), act: { kind: 'open-build', buildId: build.id } }));
  const rest = failed.length - items.length;
  return [
    ...(items.length === 0 ? [] : [{ kind: 'text', label: 'Failed since you looked' } as const]),
    ...items,
    ...(rest > 0 ? [{ kind: 'act', label: `${rest} more…`, act: { kind: 'open-window' } } as const] : []),
    ...(again === undefined
      ? []
      : [
          {
            kind: 'act',
            label: `Rebuild ${buildName(again.build)}${again.withAccess ? ' with Remote Access' : ''}`,
            act: { kind: 'rebuild', buildId: again.build.id, withAccess: again.withAccess },
          } as const,
        ]),
  ];
}

/** Groups with a line between those that have something in them. */
function separated(groups: readonly TrayItem[][]): TrayItem[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index): TrayItem[] => (index === 0 ? group : [{ kind: 'line' }, ...group]));
}

/** The icon beside the clock with its texts and its menu. Pure: the same facts at the same time give the same model. */
export function trayModel(facts: TrayFacts, now: number): TrayModel & { nextChangeAt: number | undefined } {
  const sessions = endingFirst(facts.sessions.filter(isOpen));
  const open = { ...facts, sessions };
  const times = sessions.map(({ deadline }) => minutesLeft(deadline, now));
  const urgent = times.filter((time) => time !== undefined && time.level !== 'calm').length;
  return {
    state: stateOf(open, now),
    tooltip: tooltipOf(open, now),
    title: times[0]?.short ?? '',
    count: urgent + facts.failed.length,
    items: separated([
      sessions.map((session) => sessionMenu(session, open, now)),
      failedItems(facts),
      [
        { kind: 'act', label: 'Open Jumpseat', act: { kind: 'open-window' } },
        { kind: 'act', label: 'Quit', act: { kind: 'quit' } },
      ],
    ]),
    nextChangeAt: earliest(times.map((time) => time?.nextChangeAt)),
  };
}
