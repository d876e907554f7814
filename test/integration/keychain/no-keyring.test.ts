import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keychain } from '../../../main/contract/keychain.ts';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { secretServiceVault } from '../../../main/keychain/system-vault.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { TestBus, keyringMissing } from '../../fixtures/keyring.ts';

const SECRET = 'token-that-must-not-be-anywhere';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'no-keyring-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a secret where no keychain is, and checks what is said of it. */
async function putInVain(environment: Record<string, string>): Promise<Keychain> {
  const told: Keychain[] = [];
  const log: string[] = [];
  const secrets = createLastingSecrets({
    vault: secretServiceVault(systemClock, environment),
    log: (line) => log.push(line),
    onKeychain: (keychain) => told.push(keychain),
    onMoved: () => expect.unreachable(),
  });
  expect(secrets.keychain.state).toBe('checking');
  const { handle, place } = await secrets.put(SECRET, { label: 'token' });
  expect(place).toBe('this-run');
  expect(await secrets.read(handle)).toBe(SECRET);
  expect((await secrets.recheck()).state).not.toBe('available');
  expect(secrets.placeOf(handle)).toBe('this-run');
  expect(log.join('\n')).not.toContain(SECRET);
  // The kernel's keyring is where the library would put it on its own.
  expect(readFileSync('/proc/keys', 'utf8')).not.toMatch(/Jumpseat/);
  expect(await secrets.forget(handle)).toBe(true);
  expect(await secrets.read(handle)).toBeUndefined();
  const [keychain, ...more] = told;
  expect(more).toEqual([]);
  if (keychain === undefined) throw new Error('Nothing was said of the keychain.');
  return keychain;
}

describe.runIf(process.platform === 'linux')('secrets where there is no keychain', () => {
  it('are kept for this run, without a session bus', async () => {
    const keychain = await putInVain({ HOME: folder });
    expect(keychain).toMatchObject({ state: 'missing', message: expect.stringContaining('no session bus (D-Bus)') });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are kept for this run, with a bus that is not there any more', async () => {
    const keychain = await putInVain({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'gone')}` });
    expect(keychain.message).toContain('no session bus (D-Bus)');
  });

  it('are kept for this run, with something at the bus address that is no bus', async () => {
    const path = join(folder, 'sock');
    const server = createServer((socket) => socket.resume().write('REJECTED NOTHING\r\n'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const keychain = await putInVain({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` });
    expect(keychain.message).toContain('no session bus (D-Bus)');
    server.close();
  });

  describe('on a bus of its own', () => {
    beforeEach((test) => test.skip(keyringMissing !== undefined, keyringMissing));

    it.each([
      ['KDE', /KWallet/],
      ['ubuntu:GNOME', /gnome-keyring/],
      ['sway', /KeePassXC/],
    ])('are kept for this run, without a keyring; %s is told what to do', async (desktop, hint) => {
      await using bus = await TestBus.start();
      const keychain = await putInVain({ ...bus.environment, XDG_CURRENT_DESKTOP: desktop });
      expect(keychain).toMatchObject({
        state: 'missing',
        message: 'This desktop has no keyring. Secrets are kept until Jumpseat quits and are never written to disk.',
      });
      expect(keychain.hint).toMatch(hint);
    });

    it('are kept for this run, with a keyring that the bus starts but that has never been set up', async () => {
      writeFileSync(
        join(folder, 'org.freedesktop.secrets.service'),
        '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/usr/bin/gnome-keyring-daemon --start --foreground --components=secrets\n',
      );
      await using bus = await TestBus.start(folder);
      const keychain = await putInVain(bus.environment);
      expect(keychain).toMatchObject({ state: 'locked', name: 'GNOME Keyring' });
      expect(keychain.message).toContain('no keyring to put secrets into yet');
    });

    it('are kept for this run, with a keyring that cannot be started', async () => {
      writeFileSync(
        join(folder, 'org.freedesktop.secrets.service'),
        '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n',
      );
      await using bus = await TestBus.start(folder);
      expect((await putInVain(bus.environment)).state).toBe('missing');
    });
  });
});
