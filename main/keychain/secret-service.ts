import { readFile } from 'node:fs/promises';
import type { Clock } from '../lib/clock.ts';
import { describe } from '../lib/result.ts';
import { busPaths } from './dbus/address.ts';
import { SessionBus } from './dbus/session-bus.ts';
import { Variant } from './dbus/values.ts';
import type { Value } from './dbus/values.ts';

/** A keyring that is started by the bus may have to be read from disk first. */
const START_TIMEOUT_MS = 15_000;
/** How long the person may take to type the keyring's password. */
const PROMPT_TIMEOUT_MS = 120_000;

const SERVICE = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
const NONE = '/';

/** What stands behind the Secret Service API on this desktop. */
export type ServiceView =
  | { state: 'no-bus'; detail: string }
  | { state: 'no-service'; detail: string }
  | { state: 'silent'; detail: string }
  /** There, without a keyring to put anything into. */
  | { state: 'empty'; program: string }
  | { state: 'locked'; program: string; collection: string }
  /** `owner` is the unique name on the bus: another one means another process. */
  | { state: 'open'; program: string; collection: string; owner: string };

/**
 * Asks about the Secret Service (freedesktop.org, "Secret Service API Draft") over D-Bus itself, since libraries for it
 * quietly use something else, or wait for ever, when it is not there or locked.
 */
export class SecretService {
  readonly #clock: Clock;
  readonly #environment: Record<string, string | undefined>;

  constructor(clock: Clock, environment: Record<string, string | undefined>) {
    this.#clock = clock;
    this.#environment = environment;
  }

  async look(): Promise<ServiceView> {
    let bus: SessionBus;
    try {
      bus = await this.#connect();
    } catch (error) {
      return { state: 'no-bus', detail: describe(error) };
    }
    await using open = bus;
    try {
      return (await isRunning(open)) ? await viewOf(open) : { state: 'no-service', detail: 'nothing provides it' };
    } catch (error) {
      return { state: 'silent', detail: describe(error) };
    }
  }

  /** Has the keyring ask for its password, or for the one of a new keyring. Resolves when that is over. */
  async unlock(): Promise<void> {
    await using bus = await this.#connect();
    const view = (await isRunning(bus)) ? await viewOf(bus) : undefined;
    if (view?.state === 'empty') {
      const label = new Variant('s', 'Default keyring');
      const properties = [['org.freedesktop.Secret.Collection.Label', label]];
      const [, prompt] = await askService(bus, 'CreateCollection', 'a{sv}s', [properties, 'default']);
      await this.#prompt(bus, prompt);
    }
    if (view?.state === 'locked') {
      const [, prompt] = await askService(bus, 'Unlock', 'ao', [[view.collection]]);
      await this.#prompt(bus, prompt);
    }
  }

  #connect(): Promise<SessionBus> {
    return SessionBus.connect(busPaths(this.#environment), this.#clock);
  }

  async #prompt(bus: SessionBus, path: Value | undefined): Promise<void> {
    if (typeof path !== 'string' || path === NONE) return;
    const prompt = { destination: SERVICE, path, interface: 'org.freedesktop.Secret.Prompt' };
    await askBus(bus, 'AddMatch', 's', [`type='signal',interface='${prompt.interface}',path='${path}'`]);
    const isAnswered = await new Promise<boolean>((resolve, reject) => {
      const cancel = this.#clock.after(PROMPT_TIMEOUT_MS, () => resolve(false));
      bus.onSignal((signal) => {
        if (signal.path !== path || signal.member !== 'Completed') return;
        cancel();
        resolve(true);
      });
      // No window is named: the keyring asks in one of its own.
      bus.call({ ...prompt, member: 'Prompt', signature: 's', body: [''] }).catch((error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(describe(error)));
      });
    });
    if (!isAnswered) await bus.call({ ...prompt, member: 'Dismiss' });
  }
}

function askBus(bus: SessionBus, member: string, signature = '', body: Value[] = [], timeoutMs?: number) {
  const path = '/org/freedesktop/DBus';
  const name = 'org.freedesktop.DBus';
  return bus.call({ destination: name, path, interface: name, member, signature, body }, timeoutMs);
}

function askService(bus: SessionBus, member: string, signature: string, body: Value[]) {
  const to = { destination: SERVICE, path: SERVICE_PATH, interface: 'org.freedesktop.Secret.Service' };
  return bus.call({ ...to, member, signature, body });
}

/** Whether somebody provides the service; starts it when the bus knows how to. */
async function isRunning(bus: SessionBus): Promise<boolean> {
  const [hasOwner] = await askBus(bus, 'NameHasOwner', 's', [SERVICE]);
  if (hasOwner === true) return true;
  const [names] = await askBus(bus, 'ListActivatableNames');
  if (!Array.isArray(names) || !names.includes(SERVICE)) return false;
  await askBus(bus, 'StartServiceByName', 'su', [SERVICE, 0], START_TIMEOUT_MS);
  return true;
}

async function viewOf(bus: SessionBus): Promise<ServiceView> {
  const [owner] = await askBus(bus, 'GetNameOwner', 's', [SERVICE]);
  const program = await programOf(bus);
  const [collection] = await askService(bus, 'ReadAlias', 's', ['default']);
  if (typeof collection !== 'string' || collection === NONE) return { state: 'empty', program };
  const [locked] = await bus.call({
    destination: SERVICE,
    path: collection,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: ['org.freedesktop.Secret.Collection', 'Locked'],
  });
  const isLocked = locked instanceof Variant ? locked.value : locked;
  // Anything but a plain "no" is taken for locked: asking a locked keyring for something can wait for ever.
  if (isLocked !== false) return { state: 'locked', program, collection };
  return { state: 'open', program, collection, owner: typeof owner === 'string' ? owner : '' };
}

/** Name of the program behind the service, as far as the system tells. */
async function programOf(bus: SessionBus): Promise<string> {
  try {
    const [id] = await askBus(bus, 'GetConnectionUnixProcessID', 's', [SERVICE]);
    return typeof id === 'number' ? (await readFile(`/proc/${id}/comm`, 'utf8')).trim() : '';
  } catch {
    return '';
  }
}
