import type { MachineKind } from '../../contract/build.ts';
import { hostSchema, portSchema, screenUserSchema } from '../../contract/session.ts';
import type { ProviderMachine } from '../provider.ts';
import type { AccessScript } from './access-script.ts';
import type { WireRemoteAccess } from './wire.ts';

type ScreenOrShell = ProviderMachine['endpoints'][number];

/** The screen: VNC, but for Windows machines, whose block of the same name stands for RDP. */
function screen(vnc: WireRemoteAccess['vnc'], os: MachineKind['os']): ScreenOrShell | undefined {
  const host = hostSchema.safeParse(vnc?.host).data;
  const port = portSchema.safeParse(vnc?.port).data;
  if (host === undefined || port === undefined) return undefined;
  const user = screenUserSchema.safeParse(vnc?.username).data;
  return {
    kind: os === 'windows' ? 'rdp' : 'vnc',
    host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(vnc?.password === undefined ? {} : { password: vnc.password.slice(0, 4096) }),
  };
}

/** The machine of a build: SSH as its script says, and the screen. */
export function toMachine(
  access: WireRemoteAccess,
  script: AccessScript | undefined,
  kind: MachineKind,
): ProviderMachine {
  const endpoints: ScreenOrShell[] = [];
  if (script !== undefined) endpoints.push({ kind: 'ssh', host: script.host, port: script.port, user: script.user });
  const seen = screen(access.vnc, kind.os);
  if (seen !== undefined) endpoints.push(seen);
  return {
    index: 0,
    name: kind.label,
    os: kind.os,
    endpoints,
    identities:
      script === undefined
        ? []
        : [{ kind: 'private-key', label: 'the key of this build', privateKey: script.privateKey }],
  };
}
