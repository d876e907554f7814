import { describe, expect, it } from 'vitest';
import { KeyringEntries } from '../../../main/keychain/keyring-entries.ts';
import type { KeyringEntry } from '../../../main/keychain/keyring-entries.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

const TIMEOUT_MS = 5_000;

/** Entries of a library that can be made to hang. */
function make(maxLength?: number) {
  const clock = new StepClock();
  const stored = new Map<string, string>();
  let answerNow: (() => void) | undefined;
  let isHanging = false;
  let underWay = 0;
  let most = 0;
  const call = async <T>(work: () => T): Promise<T> => {
    underWay += 1;
    most = Math.max(most, underWay);
    if (isHanging) await new Promise<void>((resolve) => (answerNow = resolve));
    await Promise.resolve();
    underWay -= 1;
    return work();
  };
  const entries = new KeyringEntries({
    clock,
    timeoutMs: TIMEOUT_MS,
    maxLength,
    load:
      async () =>
      (name): KeyringEntry => ({
        setPassword: (password) => call(() => void stored.set(name, password)),
        getPassword: () => call(() => stored.get(name) ?? null),
        deletePassword: () => call(() => stored.delete(name)),
      }),
  });
  return {
    clock,
    stored,
    entries,
    hang: () => (isHanging = true),
    answer() {
      isHanging = false;
      answerNow?.();
    },
    most: () => most,
  };
}

describe('entries of the native keychain', () => {
  it('are asked for one at a time', async () => {
    const { entries, most } = make();
    await Promise.all(['a', 'b', 'c'].map((name) => entries.set(name, name)));
    expect(await Promise.all(['a', 'b', 'c'].map((name) => entries.get(name)))).toEqual(['a', 'b', 'c']);
    expect(most()).toBe(1);
  });

  it('are given up when the keychain hangs; no other is begun before it answers', async () => {
    const { clock, entries, hang, answer, most } = make();
    await entries.set('a', 'one');
    hang();
    const first = entries.get('a').catch((error: Error) => error.message);
    const second = entries.get('a').catch((error: Error) => error.message);
    await clock.pass(TIMEOUT_MS);
    expect(await first).toBe('it did not answer in time');
    expect(await second).toBe('an earlier request is still not answered');
    expect(most()).toBe(1);
    answer();
    await expect.poll(() => entries.get('a').catch(() => '')).toBe('one');
  });

  it('hold no part of a secret that was only half written as if it were the whole', async () => {
    const { entries, stored } = make(20);
    await entries.set('a', 'x'.repeat(50));
    expect([...stored.keys()].toSorted()).toEqual(['a', 'a.1', 'a.2']);
    stored.delete('a.1');
    expect(await entries.get('a')).toBeUndefined();
    await entries.delete('a');
    expect(stored.size).toBe(0);
  });
});
