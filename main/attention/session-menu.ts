import type { Session } from '../contract/session.ts';
import { plainText } from '../lib/plain-text.ts';
import { shortName } from './alert.ts';
import { minutesLeft } from './time-left.ts';
import type { TrayFacts, TrayItem } from './tray-model.ts';

const MAX_LABEL_LENGTH = 80;

const stateWords: Partial<Record<Session['state'], string>> = {
  requested: 'requested',
  queued: 'queued',
  preparing: 'the machine is being prepared',
  closing: 'ending',
};

/** How a session stands, for people: "12 min left", "queued", "connection lost". */
export function sessionState(session: Session, now: number): string {
  const links = session.machines.map(({ link }) => link);
  const isLost = !links.includes('connected') && links.includes('lost');
  const own = stateWords[session.state] ?? (isLost ? 'connection lost' : undefined);
  const left = minutesLeft(session.deadline, now)?.text;
  if (own === undefined) return left ?? 'open';
  return session.state === 'ready' && left !== undefined ? `${own}, ${left}` : own;
}

function holdItems({ id, hold }: Session): TrayItem[] {
  if (hold === undefined) return [];
  const label = plainText(hold.label, MAX_LABEL_LENGTH);
  switch (hold.kind) {
    case 'extend':
      if (hold.refused !== undefined) return [{ kind: 'text', label }];
      return [{ kind: 'act', label, act: { kind: 'hold', sessionId: id, isOn: true } }];
    case 'keep-open':
    case 'renew':
      return [{ kind: 'act', label, isOn: hold.isOn, act: { kind: 'hold', sessionId: id, isOn: !hold.isOn } }];
    case 'snippet':
      // The window shows the text.
      return [{ kind: 'act', label: `${label}…`, act: { kind: 'open-session', sessionId: id } }];
  }
}

function saveItems({ id, machines }: Session, saving: ReadonlySet<string>): TrayItem[] {
  if (saving.has(id)) return [{ kind: 'text', label: 'Saving Your Work…' }];
  if (!machines.some(({ link }) => link === 'connected')) return [];
  return [{ kind: 'act', label: 'Save My Work', act: { kind: 'save', sessionId: id } }];
}

/** The entry of one session with what can be done about it. */
export function sessionMenu(session: Session, facts: TrayFacts, now: number): TrayItem {
  const { id, state } = session;
  const canEnd = state !== 'closing';
  return {
    kind: 'menu',
    label: `${shortName(session.title)} · ${sessionState(session, now)}`,
    items: [
      { kind: 'act', label: 'Open', act: { kind: 'open-session', sessionId: id } },
      ...(state === 'ready' ? [...holdItems(session), ...saveItems(session, facts.saving)] : []),
      ...(canEnd
        ? ([
            { kind: 'line' },
            {
              kind: 'act',
              label: facts.isDisconnecting(session) ? 'Disconnect…' : 'End…',
              act: { kind: 'end', sessionId: id },
            },
          ] as const)
        : []),
    ],
  };
}
