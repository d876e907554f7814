import type { SessionPhase } from '../../state/session-states.ts';
import type { Tone } from '../../ui/Dot.tsx';

interface Look {
  tone: Tone;
  label: string;
}

const looks: Record<SessionPhase, Look> = {
  requested: { tone: 'run', label: 'Requested' },
  queued: { tone: 'run', label: 'Queued' },
  preparing: { tone: 'run', label: 'Preparing' },
  connecting: { tone: 'run', label: 'Connecting' },
  connected: { tone: 'ok', label: 'Connected' },
  screen: { tone: 'ok', label: 'Ready, screen only' },
  lost: { tone: 'bad', label: 'Connection lost' },
  unreachable: { tone: 'bad', label: 'Cannot be reached' },
  closing: { tone: 'warn', label: 'Ending' },
  closed: { tone: 'off', label: 'Ended' },
  expired: { tone: 'off', label: 'Time is up' },
  failed: { tone: 'bad', label: 'Failed' },
};

export function sessionLook(phase: SessionPhase): Look {
  return looks[phase];
}
