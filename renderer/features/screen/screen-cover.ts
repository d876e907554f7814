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
function isOver({ state }: Screen): boolean {
  return state === 'failed' || state === 'lost' || state === 'closed';
}

function step(screen: Screen, { phase }: ViewerState): string {
  if (phase === 'idle' || phase === 'loading') return 'Starting the viewer…';
  if (screen.state === 'open') return 'Waiting for the first picture…';
  return `Connecting to ${addressOf(screen)}…`;
}

/** What the truth says of an end counts once main has given the stream: until then it is of an attempt before. */
export function coverOf(screen: Screen, viewer: ViewerState): Cover {
  const { phase, problem } = viewer;
  if (phase === 'ended') {
    // What main knows is more than that the viewer has ended.
    if (problem !== undefined && screen.problem === undefined) return { kind: 'problem', problem };
    return isOver(screen) ? end(screen) : { kind: 'connecting', step: 'The viewer has ended…' };
  }
  if (screen.state === 'asking' && screen.asks !== undefined) return { kind: 'asking', question: screen.asks };
  if ((phase === 'running' || phase === 'painted') && isOver(screen)) return end(screen);
  if (phase === 'painted') return { kind: 'picture' };
  return { kind: 'connecting', step: step(screen, viewer) };
}
