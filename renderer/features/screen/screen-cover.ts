import type { Problem } from '../../../main/contract/problem.ts';
import type { Screen, ScreenQuestion } from '../../../main/contract/screen.ts';
import { hostAndPort } from '../../state/session-states.ts';
import type { ViewerState } from './screen-controller.ts';

/** What is shown of a screen: its picture, or what stands in its place. */
export type Cover =
  | { kind: 'picture' }
  | { kind: 'connecting'; step: string }
  | { kind: 'asking'; question: ScreenQuestion }
  /** The machine shows another certificate than before. */
  | { kind: 'certificate'; problem: Problem }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'ended' };

const lost: Problem = { code: 'connection-lost', message: 'The connection to this screen was lost.' };
const failed: Problem = { code: 'connection-refused', message: 'This screen could not be opened.' };

function addressOf(screen: Screen): string {
  return screen.route === 'ssh' ? `port ${screen.port} through SSH` : hostAndPort(screen);
}

function end({ state, problem }: Screen): Cover {
  if (problem?.code === 'certificate-changed') return { kind: 'certificate', problem };
  if (state === 'failed' || state === 'lost') {
    return { kind: 'problem', problem: problem ?? (state === 'lost' ? lost : failed) };
  }
  return { kind: 'ended' };
}

/** It is not connected, and does not go on by itself. */
export function isOver({ state }: Screen): boolean {
  return state === 'failed' || state === 'lost' || state === 'closed';
}

function step(screen: Screen, { phase }: ViewerState): string {
  if (phase === 'idle' || phase === 'loading') return 'Starting the viewer…';
  if (screen.state === 'open') return 'Waiting for the first picture…';
  return `Connecting to ${addressOf(screen)}…`;
}

/** @param isLive main has told of this attempt, so what the truth says is not of an earlier one */
export function coverOf(screen: Screen, viewer: ViewerState, isLive: boolean): Cover {
  if (viewer.phase === 'ended') {
    // What main knows is more than that the viewer has ended.
    const known = screen.state === 'failed' || screen.state === 'lost' ? screen.problem : undefined;
    if (viewer.problem !== undefined && known === undefined) return { kind: 'problem', problem: viewer.problem };
    return end(screen);
  }
  if (screen.state === 'asking' && screen.asks !== undefined) return { kind: 'asking', question: screen.asks };
  if (isLive && isOver(screen)) return end(screen);
  if (viewer.phase === 'painted') return { kind: 'picture' };
  return { kind: 'connecting', step: step(screen, viewer) };
}
