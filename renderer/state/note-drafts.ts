import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { Problem } from '../../main/contract/problem.ts';
import { setNotes } from './record-actions.ts';
import { useTruth } from './truth.ts';

/** Typing rests this long before notes are saved, in milliseconds. */
const REST_MS = 600;

interface Draft {
  text: string;
  /** Why it could not be saved. */
  problem?: Problem | undefined;
}

interface NoteDrafts {
  /** What is typed and not saved yet, by session. */
  drafts: Record<string, Draft>;
}

/** Kept until main has it: neither another page, a reload, quitting nor a full disk loses what was typed. */
export const useNoteDrafts = create<NoteDrafts>()(
  persist((): NoteDrafts => ({ drafts: {} }), {
    name: 'jumpseat.notes',
    storage: createJSONStorage(() => localStorage),
  }),
);

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const saving = new Map<string, Promise<void>>();

function putDraft(sessionId: string, draft: Draft | undefined): void {
  useNoteDrafts.setState(({ drafts }) => {
    const { [sessionId]: _before, ...others } = drafts;
    return { drafts: draft === undefined ? others : { ...others, [sessionId]: draft } };
  });
}

/** Takes what was typed; it is saved when typing rests. */
export function editNotes(sessionId: string, text: string): void {
  putDraft(sessionId, { text });
  clearTimeout(timers.get(sessionId));
  timers.set(
    sessionId,
    setTimeout(() => void saveNotes(sessionId), REST_MS),
  );
}

async function saveNow(sessionId: string): Promise<void> {
  const draft = useNoteDrafts.getState().drafts[sessionId];
  if (draft === undefined) return;
  const { text } = draft;
  const result = await setNotes(sessionId, text);
  const now = useNoteDrafts.getState().drafts[sessionId];
  // More may have been typed meanwhile, which has a timer of its own.
  if (now?.text !== text) return;
  putDraft(sessionId, result.ok ? undefined : { text, problem: result.problem });
}

/** Saves at once what is typed, one text after the other. */
export function saveNotes(sessionId: string): Promise<void> {
  clearTimeout(timers.get(sessionId));
  timers.delete(sessionId);
  const work = (saving.get(sessionId) ?? Promise.resolve()).then(() => saveNow(sessionId));
  saving.set(sessionId, work);
  return work;
}

/** Forgets what was typed about a session that nothing stays of. */
export function forgetNotes(sessionId: string): void {
  clearTimeout(timers.get(sessionId));
  timers.delete(sessionId);
  putDraft(sessionId, undefined);
}

/** Saves what the window was closed over the last time, once the session's record is known. The returned function stops. */
export function saveLeftNotes(): () => void {
  const left = new Set(Object.keys(useNoteDrafts.getState().drafts));
  function look(): void {
    const { records } = useTruth.getState().truth;
    for (const sessionId of left) {
      if (!(sessionId in records)) continue;
      left.delete(sessionId);
      void saveNotes(sessionId);
    }
  }
  return left.size === 0 ? () => {} : useTruth.subscribe(look);
}
