import type { CallInput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import type { Screen, ScreenProtocol } from '../contract/screen.ts';
import type { ScreenEndpoint, Session } from '../contract/session.ts';
import { fail, ok } from '../lib/result.ts';
import type { Provider } from '../providers/provider.ts';
import { machineOf, sshOf } from './session-truth.ts';

/** What the window asks to see. */
export type ScreenSource = CallInput<'screens.open'>['source'];

/** Where a screen is served. */
export type ScreenPlace = Pick<Screen, 'protocol' | 'route' | 'host' | 'port' | 'user'>;

/** The screen that a service names for a machine. `not-found` */
export function screenEndpoint(
  session: Session | undefined,
  machine: number,
  protocol: ScreenProtocol,
): Result<ScreenEndpoint> {
  const endpoint = machineOf(session, machine)?.endpoints.find(({ kind }) => kind === protocol);
  if (endpoint === undefined || endpoint.kind === 'ssh')
    return fail('not-found', 'The service names no such screen for this machine.', 'Open it through SSH.');
  return ok(endpoint);
}

/** Where a source leads; a desktop is started by it, and comes with its password. */
export async function locateScreen(
  session: Session,
  machine: number,
  source: ScreenSource,
  provider: Provider | undefined,
): Promise<Result<{ place: ScreenPlace; password?: string | undefined }>> {
  switch (source.kind) {
    case 'endpoint': {
      const endpoint = screenEndpoint(session, machine, source.protocol);
      if (!endpoint.ok) return endpoint;
      const { kind: protocol, host, port, user } = endpoint.value;
      return ok({ place: { protocol, route: 'direct', host, port, user } });
    }
    case 'ssh': {
      if (sshOf(machineOf(session, machine)) === undefined)
        return fail('not-supported', 'This machine cannot be reached by SSH.');
      return ok({ place: { protocol: source.protocol, route: 'ssh', host: '127.0.0.1', port: source.port } });
    }
    case 'desktop': {
      if (provider?.openDesktop === undefined)
        return fail('not-supported', 'This service gives its machines no desktop.', 'Open a screen through SSH.');
      const desktop = await provider.openDesktop(session.id, machine);
      if (!desktop.ok) return desktop;
      const { password, ...place } = desktop.value;
      return ok({ place: { ...place, route: 'direct' }, password });
    }
  }
}
