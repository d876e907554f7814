import { join } from 'node:path';

function unescape(value: string): string {
  return value.replace(/%([0-9a-fA-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * Where the session bus may listen, as paths for a Unix socket, the likely one first (D-Bus Specification, "Server
 * Addresses"). Other transports are not used by desktops.
 */
export function busPaths(environment: Record<string, string | undefined>): string[] {
  const address = environment['DBUS_SESSION_BUS_ADDRESS'];
  const runtime = environment['XDG_RUNTIME_DIR'];
  if (address === undefined || address === '') return runtime === undefined ? [] : [join(runtime, 'bus')];
  return address.split(';').flatMap((one) => {
    if (!one.startsWith('unix:')) return [];
    const options = new Map(
      one
        .slice('unix:'.length)
        .split(',')
        .map((option): [string, string] => {
          const [name = '', ...value] = option.split('=');
          return [name, unescape(value.join('='))];
        }),
    );
    const path = options.get('path');
    const abstract = options.get('abstract');
    if (path !== undefined) return [path];
    return abstract === undefined ? [] : [`\0${abstract}`];
  });
}
