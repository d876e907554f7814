import { describe, expect, it } from 'vitest';
import type { Keychain } from '../../../main/contract/keychain.ts';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { MemoryVault } from '../../fixtures/memory-vault.ts';

function make(state: Keychain['state'] = 'available') {
  const vault = new MemoryVault();
  vault.state = state;
  const moved: string[] = [];
  const told: Keychain['state'][] = [];
  const log: string[] = [];
  const secrets = createLastingSecrets({
    vault,
    log: (line) => log.push(line),
    onKeychain: (keychain) => told.push(keychain.state),
    onMoved: (handle) => moved.push(handle),
  });
  return { vault, moved, told, log, secrets };
}

describe('secrets that outlive a run', () => {
  it('are in the keychain alone when it is there', async () => {
    const { vault, secrets, moved } = make();
    const { handle, place } = await secrets.put('s3cret', { label: 'token' });
    expect(place).toBe('keychain');
    expect([...vault.entries]).toEqual([[handle, 's3cret']]);
    vault.entries.clear();
    expect(await secrets.read(handle)).toBeUndefined();
    expect(moved).toEqual([]);
  });

  it('move in by themselves when the keychain is seen again', async () => {
    const { vault, secrets, moved, told } = make('missing');
    const one = await secrets.put('one', { label: 'token' });
    vault.state = 'available';
    const two = await secrets.put('two', { label: 'token' });
    expect([one.place, two.place]).toEqual(['this-run', 'keychain']);
    expect(moved).toEqual([one.handle]);
    expect(vault.entries.get(one.handle)).toBe('one');
    expect(told).toEqual(['missing', 'available']);
  });

  it('move in when somebody merely looks, without a prompt', async () => {
    const { vault, secrets, moved } = make('locked');
    vault.unlocksWhenAsked = true;
    const { handle } = await secrets.put('one', { label: 'token' });
    expect((await secrets.probe()).state).toBe('locked');
    vault.state = 'available';
    expect((await secrets.probe()).state).toBe('available');
    expect(moved).toEqual([handle]);
  });

  it('ask for the keychain to be unlocked only when the person looks again', async () => {
    const { vault, secrets } = make('locked');
    vault.unlocksWhenAsked = true;
    const { handle } = await secrets.put('one', { label: 'token' });
    expect(await secrets.read('unknown')).toBeUndefined();
    expect(vault.state).toBe('locked');
    expect((await secrets.recheck()).state).toBe('available');
    expect(secrets.placeOf(handle)).toBe('keychain');
  });

  it('stay for this run when the keychain does not take them, and what it half took is removed later', async () => {
    const { vault, secrets, log } = make();
    vault.refusesToSet = true;
    const { handle, place } = await secrets.put('one', { label: 'token of acme' });
    expect(place).toBe('this-run');
    expect(await secrets.read(handle)).toBe('one');
    expect(log.join()).toContain('token of acme could not be kept in Test Keychain: full');
    expect(await secrets.forget(handle)).toBe(true);
    expect(vault.entries.size).toBe(0);
  });

  it('that are let go of while the keychain is locked are removed when it is open again', async () => {
    const { vault, secrets } = make();
    const { handle } = await secrets.put('one', { label: 'token' });
    vault.state = 'locked';
    expect(await secrets.forget(handle)).toBe(false);
    vault.state = 'available';
    expect(await secrets.read(handle)).toBeUndefined();
    await secrets.recheck();
    expect(vault.entries.size).toBe(0);
  });

  it('that were let go of while the keychain was locked are removed by the next run', async () => {
    const vault = new MemoryVault();
    const debts = new MemoryStorage();
    const run = () => createLastingSecrets({ vault, debts, log: () => {}, onKeychain: () => {}, onMoved: () => {} });
    const first = run();
    const { handle } = await first.put('s3cret', { label: 'token' });
    const other = await first.put('other', { label: 'token' });
    vault.state = 'locked';
    expect(await first.forget(handle)).toBe(false);
    expect(debts.text).toContain(handle);
    expect(debts.text).not.toContain('s3cret');
    vault.state = 'available';
    const second = run();
    await second.probe();
    expect([...vault.entries]).toEqual([[other.handle, 'other']]);
    expect(debts.text).toBe('{}');
  });

  it('are not removed because of a file that somebody wrote nonsense into', async () => {
    const vault = new MemoryVault();
    vault.entries.set('probe', 'x');
    const debts = new MemoryStorage();
    await debts.set({ toForget: ['probe', 7] });
    const secrets = createLastingSecrets({ vault, debts, log: () => {}, onKeychain: () => {}, onMoved: () => {} });
    await secrets.probe();
    expect(vault.entries.size).toBe(1);
  });

  it('that are let go of while they move are not left behind', async () => {
    const { vault, secrets, moved } = make('missing');
    const { handle } = await secrets.put('one', { label: 'token' });
    vault.state = 'available';
    const checking = secrets.recheck();
    const forgetting = secrets.forget(handle);
    await Promise.all([checking, forgetting]);
    await secrets.recheck();
    expect(vault.entries.size).toBe(0);
    expect(await secrets.read(handle)).toBeUndefined();
    expect(moved.length).toBeLessThanOrEqual(1);
  });

  it.each([
    ['locked', 'keychain-unavailable', 'The token cannot be read: Test Keychain is locked.'],
    ['missing', 'keychain-unavailable', 'The token cannot be read: Test Keychain cannot be reached.'],
    ['available', 'not-found', 'The token is not in Test Keychain any more.'],
  ] as const)('say why they cannot be read: %s', async (state, code, message) => {
    const { secrets } = make(state);
    expect(await secrets.read('a handle of an earlier run')).toBeUndefined();
    expect(secrets.whyMissing('The token')).toMatchObject({ code, message });
  });
});
