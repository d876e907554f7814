import { create } from 'zustand';
import type { Problem, Result } from '../../main/contract/problem.ts';

/** Something that the person asked for and that did not happen, or something worth a short word. */
export interface Notice {
  id: number;
  kind: 'problem' | 'done';
  message: string;
  hint?: string;
  detail?: string;
  /** The page where it can be put right. */
  link?: string;
  /** What to do about it here. */
  action?: NoticeAction;
}

/** A button of a notice. */
interface NoticeAction {
  label: string;
  run(): void;
}

interface NoticeState {
  notices: Notice[];
}

export const useNotices = create<NoticeState>(() => ({ notices: [] }));

let nextId = 1;

function show(notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  useNotices.setState(({ notices }) => ({
    // The same thing twice is shown once, as the newest.
    notices: [...notices.filter((other) => other.message !== notice.message), { ...notice, id }],
  }));
}

/** Shows a problem until the person dismisses it. Having changed one's mind is none. */
export function reportProblem(problem: Problem): void {
  if (problem.code === 'cancelled') return;
  show({
    kind: 'problem',
    message: problem.message,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(problem.link === undefined ? {} : { link: problem.link }),
  });
}

/** Says what went wrong while the person looked elsewhere, with the way there. Stays until it is dismissed. */
export function reportTrouble(message: string, action: NoticeAction): void {
  show({ kind: 'problem', message, action });
}

/** A short confirmation; goes away by itself where it is shown. */
export function reportDone(message: string): void {
  show({ kind: 'done', message });
}

export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** The value of a result; a problem is reported and gives undefined. */
export function valueOrReport<T>(result: Result<T>): T | undefined {
  if (result.ok) return result.value;
  reportProblem(result.problem);
  return undefined;
}

/** True when it went well; otherwise the problem is reported. */
export function wentWell(result: Result<unknown>): boolean {
  if (!result.ok) reportProblem(result.problem);
  return result.ok;
}
