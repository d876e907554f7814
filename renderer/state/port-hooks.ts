import { useEffect, useSyncExternalStore } from 'react';
import type { Forward, MachinePorts, SessionPorts } from '../../main/contract/forward.ts';
import { callMain } from './bridge.ts';
import { useTruth } from './truth.ts';

const none: readonly Forward[] = [];

function usePorts(sessionId: string): SessionPorts | undefined {
  return useTruth(({ truth }) => truth.ports[sessionId]);
}

/** The forwards of a session, in the order in which they were asked for. */
export function useForwards(sessionId: string): readonly Forward[] {
  return usePorts(sessionId)?.forwards ?? none;
}

/** How many forwards are there, and the first session that has one. */
export function useForwardCount(): number {
  return useTruth(({ truth }) => Object.values(truth.ports).reduce((sum, { forwards }) => sum + forwards.length, 0));
}

export function useForwardSession(): string | undefined {
  return useTruth(({ truth }) => Object.values(truth.ports).find(({ forwards }) => forwards.length > 0)?.sessionId);
}

/** What listens on a machine, once that was looked at; it is looked at while `isWatched` and the window can be seen. */
export function useListening(sessionId: string, machine: number, isWatched: boolean): MachinePorts | undefined {
  const isSeen = useIsSeen();
  const isOn = isWatched && isSeen;
  useEffect(() => {
    if (!isOn) return;
    // What comes of it shows in the truth.
    const asked = callMain('ports.watch', { sessionId, machine, isOn: true });
    return () => {
      void asked.then(({ ok }) => (ok ? callMain('ports.watch', { sessionId, machine, isOn: false }) : undefined));
    };
  }, [sessionId, machine, isOn]);
  return usePorts(sessionId)?.machines.find((known) => known.machine === machine);
}

function useIsSeen(): boolean {
  return useSyncExternalStore(
    (changed) => {
      document.addEventListener('visibilitychange', changed);
      return () => document.removeEventListener('visibilitychange', changed);
    },
    () => document.visibilityState === 'visible',
  );
}
