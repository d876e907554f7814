import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { secretServiceVault } from '../../../main/keychain/system-vault.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { KEYRING_PASSWORD, TestBus, keyringMissing } from '../../fixtures/keyring.ts';

const PROMPTER = '/usr/libexec/gcr-prompter';
const absent = ['Xvfb', 'xdotool'].filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const missing =
  keyringMissing ??
  (absent.length > 0
    ? `${absent.join(' and ')} not installed, so nobody can answer a prompt`
    : existsSync(PROMPTER)
      ? undefined
      : `${PROMPTER}, which asks for the keyring's password, is not installed`);

describe('a keyring that asks for its password', () => {
  beforeEach((test) => test.skip(missing !== undefined, missing));
  let display: ChildProcess;
  let services: string;
  let bus: TestBus;

  beforeAll(async () => {
    if (missing !== undefined) return;
    services = mkdtempSync(join(tmpdir(), 'services-'));
    const name = 'org.gnome.keyring.SystemPrompter';
    writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${PROMPTER}\n`);
    const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    display = server;
    for await (const number of createInterface({ input: server.stdout })) {
      process.env['DISPLAY'] = `:${number}`;
      break;
    }
    bus = await TestBus.start(services);
    Object.assign(process.env, bus.environment);
  });
  afterAll(async () => {
    if (missing !== undefined) return;
    await bus[Symbol.asyncDispose]();
    const gone = new Promise((resolve) => display.once('exit', resolve));
    display.kill();
    await gone;
    rmSync(services, { recursive: true });
  });
  beforeEach(async () => {
    if (missing === undefined) await bus.startKeyring();
    return async () => bus.killKeyring();
  });

  function open() {
    return createLastingSecrets({
      vault: secretServiceVault(systemClock, bus.environment),
      log: () => {},
      onKeychain: () => {},
      onMoved: () => {},
    });
  }

  const xdotool = async (...options: string[]) => (await promisify(execFile)('xdotool', options)).stdout.trim();

  /** Waits for the prompt's window and presses keys in it. */
  async function answer(...keys: string[][]): Promise<void> {
    const [window = ''] = (await xdotool('search', '--sync', '--onlyvisible', '--class', 'gcr-prompter')).split('\n');
    // Without a window manager, keys go to the window under the pointer.
    await xdotool('mousemove', '--window', window, '20', '20');
    for (const key of keys) await xdotool(...key);
  }

  it('is unlocked by the person when they check again, and takes what waited for it', async () => {
    await bus.lock();
    const secrets = open();
    const { handle, place } = await secrets.put('one', { label: 'token' });
    expect(place).toBe('this-run');
    const checking = secrets.recheck();
    await answer(['type', KEYRING_PASSWORD], ['key', 'Return']);
    expect((await checking).state).toBe('available');
    expect(secrets.placeOf(handle)).toBe('keychain');
    expect(await open().read(handle)).toBe('one');
  });

  it('makes a keyring where there is none', async () => {
    await bus.killKeyring();
    await bus.startKeyring({ isEmpty: true });
    const secrets = open();
    const { handle, place } = await secrets.put('one', { label: 'token' });
    expect(place).toBe('this-run');
    expect(secrets.keychain.hint).toBe('Check again: it asks for a password and makes one.');
    const type = ['type', KEYRING_PASSWORD];
    const checking = secrets.recheck();
    await answer(type, ['key', 'Tab'], type, ['key', 'Return']);
    expect((await checking).state).toBe('available');
    expect(await open().read(handle)).toBe('one');
  });

  it('stays locked when they do not want to', async () => {
    await bus.lock();
    const secrets = open();
    const { handle } = await secrets.put('one', { label: 'token' });
    const checking = secrets.recheck();
    await answer(['key', 'Escape']);
    expect((await checking).state).toBe('locked');
    expect(secrets.placeOf(handle)).toBe('this-run');
  });
});
