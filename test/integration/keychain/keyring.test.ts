import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Keychain } from '../../../main/contract/keychain.ts';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { secretServiceVault } from '../../../main/keychain/system-vault.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { TestBus, keyringMissing } from '../../fixtures/keyring.ts';

const SECRET = 'token-0123456789-ü-🔑';

/** A store on the bus; what it told is kept. */
function open(environment: Record<string, string>, maxLength?: number) {
  const states: Keychain['state'][] = [];
  const moved: string[] = [];
  const lines: string[] = [];
  const secrets = createLastingSecrets({
    vault: secretServiceVault(systemClock, environment, maxLength),
    log: (line) => lines.push(line),
    onKeychain: ({ state }) => states.push(state),
    onMoved: (handle) => moved.push(handle),
  });
  return { secrets, states, moved, lines };
}

describe('secrets in a real GNOME Keyring', () => {
  beforeEach((test) => test.skip(keyringMissing !== undefined, keyringMissing));
  let bus: TestBus;
  const environmentBefore = { ...process.env };

  beforeAll(async () => {
    if (keyringMissing !== undefined) return;
    bus = await TestBus.start();
    // The library asks the process's own environment, once.
    Object.assign(process.env, bus.environment);
  });
  afterAll(async () => {
    process.env = environmentBefore;
    if (keyringMissing === undefined) await bus[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    if (keyringMissing === undefined) await bus.startKeyring();
    return async () => bus.killKeyring();
  });

  it('are kept beyond the run, read back by their handle, and forgotten', async () => {
    const first = open(bus.environment);
    const { handle, place } = await first.secrets.put(SECRET, { label: 'token' });
    expect(place).toBe('keychain');
    expect(first.secrets.keychain).toEqual({ state: 'available', name: 'GNOME Keyring' });
    const second = open(bus.environment);
    expect(await second.secrets.read(handle)).toBe(SECRET);
    expect(second.secrets.placeOf(handle)).toBe('keychain');
    expect(await second.secrets.forget(handle)).toBe(true);
    expect(await first.secrets.read(handle)).toBeUndefined();
    expect(first.secrets.whyMissing('The token of acme')).toMatchObject({
      code: 'not-found',
      message: 'The token of acme is not in GNOME Keyring any more.',
    });
  });

  it('have handles that say nothing, and stand in no file in plain text', async () => {
    const { secrets, lines } = open(bus.environment);
    const { handle } = await secrets.put(SECRET, { label: 'token' });
    expect(handle).not.toContain('token');
    const files = readdirSync(bus.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    expect(readdirSync(bus.keyringFolder)).toContain('login.keyring');
    for (const bytes of files) expect(bytes.includes(SECRET)).toBe(false);
    expect(lines.join()).not.toContain(SECRET);
    await secrets.forget(handle);
  });

  it.each([
    ['an RSA key', `-----BEGIN-----\n${'kQ+/'.repeat(1_500)}\n-----END-----\n`],
    ['a short one', 'x'],
  ])('go into several entries where one is too small: %s', async (_name, secret) => {
    const { secrets } = open(bus.environment, 1_200);
    const { handle, place } = await secrets.put(secret, { label: 'key' });
    expect(place).toBe('keychain');
    expect(await open(bus.environment, 1_200).secrets.read(handle)).toBe(secret);
    expect(await secrets.forget(handle)).toBe(true);
    // No part is left over.
    const whole = open(bus.environment).secrets;
    for (const name of [handle, `${handle}.1`, `${handle}.5`]) expect(await whole.read(name)).toBeUndefined();
  });

  it('are all kept when many come at once', async () => {
    const { secrets, moved } = open(bus.environment);
    const put = await Promise.all(
      Array.from({ length: 12 }, (_none, index) => secrets.put(`secret ${index}`, { label: 'one of many' })),
    );
    expect(put.map(({ place }) => place)).toEqual(put.map(() => 'keychain'));
    const other = open(bus.environment).secrets;
    for (const [index, { handle }] of put.entries()) expect(await other.read(handle)).toBe(`secret ${index}`);
    expect(moved).toEqual([]);
    for (const { handle } of put) await secrets.forget(handle);
  });

  it('are kept for this run while it is locked, and move in when it is unlocked', async () => {
    await bus.lock();
    const { secrets, states, moved } = open(bus.environment);
    const { handle, place } = await secrets.put(SECRET, { label: 'token' });
    expect(place).toBe('this-run');
    expect(secrets.keychain).toMatchObject({
      state: 'locked',
      message: 'GNOME Keyring is locked. Secrets are kept until Jumpseat quits and are never written to disk.',
    });
    expect(await secrets.read(handle)).toBe(SECRET);
    // Nobody can be asked here, so that it stays locked.
    expect((await secrets.recheck()).state).toBe('locked');
    await bus.unlock();
    expect((await secrets.recheck()).state).toBe('available');
    expect(states).toEqual(['locked', 'available']);
    expect(moved).toEqual([handle]);
    expect(secrets.placeOf(handle)).toBe('keychain');
    expect(await open(bus.environment).secrets.read(handle)).toBe(SECRET);
    await secrets.forget(handle);
  });

  it('are not read, and not taken for gone, while it is locked', async () => {
    const { handle } = await open(bus.environment).secrets.put(SECRET, { label: 'token' });
    await bus.lock();
    const { secrets } = open(bus.environment);
    expect(await secrets.read(handle)).toBeUndefined();
    expect(secrets.whyMissing('The token of acme')).toMatchObject({
      code: 'keychain-unavailable',
      message: 'The token of acme cannot be read: GNOME Keyring is locked.',
    });
    expect(await secrets.forget(handle)).toBe(false);
    await bus.unlock();
    await secrets.recheck();
    expect(await open(bus.environment).secrets.read(handle)).toBeUndefined();
  });

  it('are kept for this run after it was killed, and move in when it is back', async () => {
    const { secrets, moved } = open(bus.environment);
    const before = await secrets.put('the first', { label: 'token' });
    await bus.killKeyring();
    const { handle, place } = await secrets.put(SECRET, { label: 'token' });
    expect(place).toBe('this-run');
    expect(secrets.keychain.state).toBe('missing');
    expect(await secrets.read(before.handle)).toBeUndefined();
    await bus.startKeyring();
    expect(await secrets.read(before.handle)).toBe('the first');
    expect((await secrets.recheck()).state).toBe('available');
    expect(moved).toEqual([handle]);
    expect(await open(bus.environment).secrets.read(handle)).toBe(SECRET);
  });

  it('are kept for this run when it answers nothing, after a time', async () => {
    const { secrets } = open(bus.environment);
    await secrets.recheck();
    bus.freezeKeyring();
    const { place } = await secrets.put(SECRET, { label: 'token' });
    expect(place).toBe('this-run');
    expect(secrets.keychain.message).toContain('does not answer');
    bus.thawKeyring();
    expect((await secrets.recheck()).state).toBe('available');
  });

  // The last one: the library knows one bus in its life.
  it('are kept for this run when the session bus itself is gone, and the app lives on', async () => {
    const { secrets } = open(bus.environment);
    const before = await secrets.put('the first', { label: 'token' });
    expect(before.place).toBe('keychain');
    await bus.killBus();
    const { handle, place } = await secrets.put(SECRET, { label: 'token' });
    expect(place).toBe('this-run');
    expect(await secrets.read(handle)).toBe(SECRET);
    expect(await secrets.read(before.handle)).toBeUndefined();
    expect(secrets.keychain.message).toContain('no session bus');
  });
});
