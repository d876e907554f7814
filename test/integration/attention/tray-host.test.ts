import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { hasTrayHost } from '../../../main/composition/tray-host.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { keyringMissing, TestBus } from '../../fixtures/keyring.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

/** That of the system, which has what the distribution installs. */
const PYTHON = '/usr/bin/python3';
const hasBindings = spawnSync(PYTHON, ['-c', 'import dbus, gi']).status === 0;
const missing =
  keyringMissing ?? (hasBindings ? undefined : 'Python’s D-Bus is not installed (Debian: python3-dbus, python3-gi)');

/** A desktop that shows icons, or one whose panel is gone. */
async function startDesktop(bus: TestBus, ...words: string[]): Promise<AsyncDisposable> {
  const script = join(import.meta.dirname, '../../fixtures/desktop/desktop.py');
  const child = spawn(PYTHON, [script, ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...bus.environment },
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') break;
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

describeNeeding(missing, 'an icon beside the clock', () => {
  it('is shown where somebody watches for icons and shows them', async () => {
    await using bus = await TestBus.start();
    const look = (): Promise<boolean> => hasTrayHost(systemClock, bus.environment, 'linux');
    expect(await look()).toBe(false);
    {
      await using _desktop = await startDesktop(bus, 'with-host');
      expect(await look()).toBe(true);
    }
    {
      await using _panelGone = await startDesktop(bus);
      expect(await look()).toBe(false);
    }
    expect(await look()).toBe(false);
  });

  it('needs no bus on other systems, and is not there without one on Linux', async () => {
    const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
    expect(await hasTrayHost(systemClock, nowhere, 'darwin')).toBe(true);
    expect(await hasTrayHost(systemClock, nowhere, 'win32')).toBe(true);
    expect(await hasTrayHost(systemClock, nowhere, 'linux')).toBe(false);
  });
});
