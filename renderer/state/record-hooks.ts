import type { Recording, SessionRecord } from '../../main/contract/record.ts';
import type { Salvage } from '../../main/contract/salvage.ts';
import { useTruth } from './truth.ts';

const noRecords: readonly SessionRecord[] = [];
const noSalvages: readonly Salvage[] = [];

let sorted: { from: Record<string, SessionRecord>; records: readonly SessionRecord[] } = {
  from: {},
  records: noRecords,
};

/** All records, the newest first. */
export function useRecords(): readonly SessionRecord[] {
  return useTruth(({ truth }) => {
    const from = truth.records;
    if (sorted.from !== from) {
      sorted = { from, records: Object.values(from).sort((left, right) => right.startedAt - left.startedAt) };
    }
    return sorted.records;
  });
}

export function useRecord(sessionId: string | undefined): SessionRecord | undefined {
  return useTruth(({ truth }) => (sessionId === undefined ? undefined : truth.records[sessionId]));
}

/** What was brought home from a session. */
export function useSalvages(sessionId: string): readonly Salvage[] {
  return useTruth(({ truth }) => truth.records[sessionId]?.salvages ?? noSalvages);
}

export function useSalvage(sessionId: string, salvageId: string | undefined): Salvage | undefined {
  return useTruth(({ truth }) => truth.records[sessionId]?.salvages.find(({ id }) => id === salvageId));
}

export function useRecording(sessionId: string, recordingId: string | undefined): Recording | undefined {
  return useTruth(({ truth }) => truth.records[sessionId]?.recordings.find(({ id }) => id === recordingId));
}
