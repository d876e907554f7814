import type { ComponentType } from 'react';
import type { SessionRecord } from '../../../main/contract/record.ts';

/** What other features show of a session's record. */
export interface HistoryParts {
  Salvages: ComponentType<{ record: SessionRecord }>;
  Recordings: ComponentType<{ record: SessionRecord }>;
  /** Where a text occurs in all recordings. */
  Places: ComponentType<{ text: string }>;
  /** Pages of their own. */
  Player: ComponentType<{ sessionId: string; recordingId: string; atSeconds: number | undefined }>;
  Apply: ComponentType<{ sessionId: string; salvageId: string }>;
}
