import { create } from 'zustand';
import { showPage } from './view.ts';

interface RecordView {
  search: string;
  projectId: string | undefined;
  /** What is looked for in all recordings; undefined while the list is shown. */
  searchedText: string | undefined;
}

/** What the list of past sessions shows. */
export const useRecordView = create<RecordView>(() => ({
  search: '',
  projectId: undefined,
  searchedText: undefined,
}));

export function setRecordSearch(search: string): void {
  useRecordView.setState({ search });
}

export function setRecordProject(projectId: string | undefined): void {
  useRecordView.setState({ projectId });
}

/** Looks for a text in all recordings; undefined goes back to the list. */
export function searchInRecordings(searchedText: string | undefined): void {
  useRecordView.setState({ searchedText });
}

/** Goes to what stays of a session, or to the list of all. */
export function showHistory(sessionId?: string): void {
  if (sessionId !== undefined) useRecordView.setState({ search: '', projectId: undefined });
  showPage({ kind: 'history', ...(sessionId === undefined ? {} : { sessionId }) });
}

/** Opens a recording in the player, at a moment of it. */
export function showRecording(sessionId: string, recordingId: string, atSeconds?: number): void {
  showPage({ kind: 'history', sessionId, recordingId, ...(atSeconds === undefined ? {} : { atSeconds }) });
}

/** Opens the page on which a salvage is applied to a clone. */
export function showApply(sessionId: string, salvageId: string): void {
  showPage({ kind: 'history', sessionId, salvageId });
}
