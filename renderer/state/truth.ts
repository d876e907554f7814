import { create } from 'zustand';
import type { Patch, Snapshot, Truth } from '../../main/contract/state.ts';
import type { Problem } from '../../main/contract/problem.ts';
import { applyChanges, emptyTruth } from './apply-patch.ts';
import { callMain } from './bridge.ts';
import { reportProblem } from './notices.ts';

export interface TruthState {
  /** `loading` until the first snapshot; `failed` when it could not be had. */
  status: 'loading' | 'ready' | 'failed';
  problem?: Problem;
  /** Number of the last patch in `truth`. */
  revision: number;
  truth: Truth;
  /** When the last snapshot or patch arrived, in milliseconds since the epoch. */
  updatedAt: number;
}

const initialState: TruthState = { status: 'loading', revision: -1, truth: emptyTruth, updatedAt: 0 };

/** The window's copy of main's truth. Only this file writes it. */
export const useTruth = create<TruthState>(() => initialState);

/** Asks once more after a snapshot that is older than patches already seen, but not for ever. */
const MAX_FETCHES_IN_A_ROW = 5;

/** Patches that came before the snapshot they build on, by revision. */
let waiting = new Map<number, Patch>();
let fetching = false;

function receive(patch: Patch): void {
  const { status, revision } = useTruth.getState();
  if (status === 'ready' && patch.revision <= revision) return;
  waiting.set(patch.revision, patch);
  if (status !== 'ready') return;
  drain();
  if (waiting.size > 0) void fetchSnapshot();
}

/** Applies what is next in line; what is left over lies behind a gap. */
function drain(): void {
  const state = useTruth.getState();
  let { revision, truth } = state;
  for (const known of waiting.keys()) if (known <= revision) waiting.delete(known);
  for (let patch = waiting.get(revision + 1); patch !== undefined; patch = waiting.get(revision + 1)) {
    waiting.delete(patch.revision);
    truth = applyChanges(truth, patch.changes);
    revision = patch.revision;
  }
  if (revision !== state.revision) useTruth.setState({ revision, truth, updatedAt: Date.now() });
}

/** Fetches the snapshot, again when a patch was lost on the way. Also the "Try again" of a failed start. */
export async function fetchSnapshot(): Promise<void> {
  if (fetching) return;
  fetching = true;
  try {
    for (let attempt = 0; attempt < MAX_FETCHES_IN_A_ROW; attempt += 1) {
      const result = await callMain('app.snapshot');
      if (!result.ok) {
        if (useTruth.getState().status === 'ready') reportProblem(result.problem);
        else useTruth.setState({ status: 'failed', problem: result.problem });
        return;
      }
      const snapshot = JSON.parse(result.value) as Snapshot;
      const { status, revision } = useTruth.getState();
      // Patches may have closed the gap in the meantime; the truth never goes back.
      if (status !== 'ready' || snapshot.revision > revision) {
        useTruth.setState({ ...snapshot, status: 'ready', updatedAt: Date.now() });
      }
      drain();
      if (waiting.size === 0) return;
    }
  } finally {
    fetching = false;
  }
}

/** Starts to follow main. The returned function stops and forgets. */
export function followTruth(): () => void {
  const stop = window.jumpseat.on('state.patch', receive);
  void fetchSnapshot();
  return () => {
    stop();
    waiting = new Map();
    fetching = false;
    useTruth.setState(initialState, true);
  };
}
