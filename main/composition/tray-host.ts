import { busPaths } from '../keychain/dbus/address.ts';
import { SessionBus } from '../keychain/dbus/session-bus.ts';
import { Variant, type Value } from '../keychain/dbus/values.ts';
import type { Clock } from '../lib/clock.ts';

/** A panel answers within milliseconds. */
const ANSWER_LIMIT_MS = 2_000;
const WATCHER = 'org.kde.StatusNotifierWatcher';

/**
 * Whether this desktop shows icons beside the clock (freedesktop.org, "StatusNotifierItem"). On Linux somebody must watch
 * for them, which GNOME does with an extension only; the other systems always do.
 */
export async function hasTrayHost(
  clock: Clock,
  environment: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  try {
    await using bus = await SessionBus.connect(busPaths(environment), clock);
    const ask = (destination: string, path: string, owner: string, member: string, body: Value[]): Promise<Value[]> =>
      bus.call(
        { destination, path, interface: owner, member, signature: 's'.repeat(body.length), body },
        ANSWER_LIMIT_MS,
      );
    const daemon = 'org.freedesktop.DBus';
    const [isThere] = await ask(daemon, '/org/freedesktop/DBus', daemon, 'NameHasOwner', [WATCHER]);
    // To ask one that is not there would have the bus start it.
    if (isThere !== true) return false;
    const property = [WATCHER, 'IsStatusNotifierHostRegistered'];
    const [isShown] = await ask(WATCHER, '/StatusNotifierWatcher', 'org.freedesktop.DBus.Properties', 'Get', property);
    return isShown instanceof Variant && isShown.value === true;
  } catch {
    return false;
  }
}
