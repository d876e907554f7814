import { describe, expect, it } from 'vitest';
import type { Transfer, TransferState } from '../../../../main/contract/transfer.ts';
import { canDo, idsFor, inListOrder, overallOf, shareOf } from '../../../../renderer/state/transfer-states.ts';
import { transfer } from '../../../fixtures/fake-main/entries.ts';

let count = 0;
const one = (part: Partial<Transfer>) => transfer({ id: `t${(count += 1)}`, ...part });

describe('what can be done with a transfer', () => {
  it.each<[TransferState, string]>([
    ['queued', 'pause cancel first'],
    ['running', 'pause cancel'],
    ['asking', 'pause cancel'],
    ['waiting', 'pause cancel first'],
    ['paused', 'resume cancel'],
    ['stopped', 'resume cancel'],
    ['done', 'clear'],
    ['cancelled', 'clear'],
  ])('follows from its state: %s', (state, expected) => {
    const actions = ['pause', 'resume', 'cancel', 'retry', 'first', 'clear'] as const;
    expect(actions.filter((action) => canDo(action, one({ state }))).join(' ')).toBe(expected);
  });

  it('is to retry what failed, once the rest has arrived', () => {
    const failed = one({ state: 'done', failedCount: 2 });
    expect(idsFor('retry', [failed, one({ state: 'running', failedCount: 2 }), one({ state: 'done' })])).toEqual([
      failed.id,
    ]);
  });
});

describe('transfers together', () => {
  it('are nothing when none is open', () => {
    expect(overallOf([])).toBeUndefined();
    expect(overallOf([one({ state: 'done' })])).toBeUndefined();
  });

  it('add up, with what arrived since the first of them was added, so that the bar never goes back', () => {
    const overall = overallOf([
      one({ addedAt: 10, bytesDone: 50, bytesTotal: 100, filesDone: 1, filesTotal: 2, rate: 5 }),
      one({ addedAt: 11, bytesTotal: 100, state: 'queued' }),
      one({ addedAt: 12, bytesTotal: 800, state: 'paused' }),
      one({ addedAt: 10, endedAt: 20, state: 'done', bytesDone: 200, bytesTotal: 200, filesDone: 4, filesTotal: 4 }),
      one({ addedAt: 1, endedAt: 5, state: 'done', bytesDone: 900, bytesTotal: 900 }),
      one({ addedAt: 10, endedAt: 20, state: 'cancelled', bytesDone: 1, bytesTotal: 900 }),
    ]);
    expect(overall).toMatchObject({ openCount: 3, activeCount: 2, bytesDone: 250, bytesTotal: 1_200 });
    expect(overall?.remainingMs).toBe(30_000);
  });

  it('are as far as their files where there are no bytes, and never beyond the end', () => {
    expect(shareOf({ bytesDone: 0, bytesTotal: 0, filesDone: 1, filesTotal: 4 })).toBe(0.25);
    expect(shareOf({ bytesDone: 0, bytesTotal: 0, filesDone: 0, filesTotal: 0 })).toBe(0);
    expect(shareOf({ bytesDone: 9, bytesTotal: 3, filesDone: 0, filesTotal: 0 })).toBe(1);
  });

  it('count those that need the person', () => {
    const question = { kind: 'limit', what: 'files', value: 9 } as const;
    const overall = overallOf([one({ state: 'stopped' }), one({ state: 'asking', question }), one({})]);
    expect(overall?.needsPersonCount).toBe(2);
  });

  it('are listed as they were added, and below them what has ended, the newest first', () => {
    const ids = inListOrder([
      transfer({ id: 'old', state: 'done', addedAt: 1, endedAt: 50 }),
      transfer({ id: 'second', addedAt: 3 }),
      transfer({ id: 'new', state: 'cancelled', addedAt: 2, endedAt: 60 }),
      transfer({ id: 'first', addedAt: 2, state: 'paused' }),
    ]).map(({ id }) => id);
    expect(ids).toEqual(['first', 'second', 'new', 'old']);
  });
});
