import { describe, expect, it } from 'vitest';
import { newAccountId, openAccountRecords, type AccountRecord } from '../../../main/accounts/account-records.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';

const recordOf = (letter: string, more: Partial<AccountRecord> = {}): AccountRecord => ({
  id: `circleci-${letter.repeat(8)}`,
  service: 'circleci',
  label: letter,
  secretHandle: 'handle',
  scope: 'everything',
  ...more,
});

const quiet = (): void => {};
const labels = (records: ReturnType<typeof openAccountRecords>): string[] => records.all().map(({ label }) => label);

describe('the accounts on disk', () => {
  it('keep their order, also when one is changed', async () => {
    const storage = new MemoryStorage();
    const records = openAccountRecords(storage, quiet);
    for (const letter of ['b', 'a', 'c']) await records.put(recordOf(letter));
    await records.put(recordOf('a', { label: 'A' }));
    expect(labels(records)).toEqual(['b', 'A', 'c']);
    await records.remove(recordOf('b').id);
    expect(labels(openAccountRecords(storage, quiet))).toEqual(['A', 'c']);
  });

  it('are as they were when they cannot be written', async () => {
    const storage = new MemoryStorage();
    const records = openAccountRecords(storage, quiet);
    await records.put(recordOf('a'));
    storage.isBroken = true;
    expect(await records.put(recordOf('b'))).toMatchObject({ problem: { code: 'storage-failed' } });
    expect(await records.remove(recordOf('a').id)).toMatchObject({ problem: { code: 'storage-failed' } });
    expect(labels(records)).toEqual(['a']);
  });

  it.each([
    ['an unknown service', { ...recordOf('x'), service: 'travis' }],
    ['an id that could leave a folder', { ...recordOf('x'), id: '../../etc' }],
    ['no handle', { ...recordOf('x'), secretHandle: '' }],
    ['the id of another', recordOf('a', { label: 'twin' })],
    ['nothing', null],
  ])('with %s are kept aside', async (_what, entry) => {
    const storage = new MemoryStorage();
    await storage.set({ accounts: [recordOf('a'), entry] });
    const lines: string[] = [];
    const records = openAccountRecords(storage, (line) => lines.push(line));
    expect(labels(records)).toEqual(['a']);
    expect(lines).toHaveLength(1);
    await records.put(recordOf('b'));
    expect(storage.get('unreadable')).toEqual([entry]);
    expect(labels(openAccountRecords(storage, quiet))).toEqual(['a', 'b']);
  });

  it('that are no list at all are kept aside, too', async () => {
    const storage = new MemoryStorage();
    await storage.set({ accounts: { circleci: 'token' } });
    const records = openAccountRecords(storage, quiet);
    await records.put(recordOf('a'));
    expect(storage.get('unreadable')).toEqual([{ circleci: 'token' }]);
  });
});

it('ids of accounts are short, and no two alike', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newAccountId('bitrise')));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^bitrise-[a-z0-9]{8}$/);
});
