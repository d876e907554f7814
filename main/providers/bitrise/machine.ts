import type { MachineKind } from '../../contract/build.ts';
import type { ProviderMachine, ProviderSession } from '../provider.ts';

/** What was pasted, added to what was pasted before: the later one wins where both name the same kind of endpoint. */
export function mergeMachine(
  old: ProviderMachine | undefined,
  pasted: ProviderMachine,
  kind: MachineKind,
): ProviderMachine {
  const kinds = new Set(pasted.endpoints.map((endpoint) => endpoint.kind));
  const hasShell = kinds.has('ssh');
  return {
    ...old,
    ...pasted,
    index: 0,
    name: kind.label,
    os: pasted.os === 'other' ? kind.os : pasted.os,
    endpoints: [...pasted.endpoints, ...(old?.endpoints ?? []).filter((endpoint) => !kinds.has(endpoint.kind))],
    identities: hasShell ? pasted.identities : (old?.identities ?? pasted.identities),
  };
}

/** Where the sources lie. Source: Bitrise's page on remote access, and `BITRISE_SOURCE_DIR` of its stacks. */
export function sourcesOf(os: ProviderMachine['os']): ProviderSession['places'] {
  if (os === 'macos') return [{ machine: 0, name: 'Sources', path: '/Users/vagrant/git' }];
  return os === 'linux' ? [{ machine: 0, name: 'Sources', path: '/bitrise/src' }] : [];
}

/** What could still be pasted of this machine; undefined when it has everything. Only Macs have a screen. */
export function missingStep({ os, endpoints }: ProviderMachine): string | undefined {
  const kinds = new Set(endpoints.map(({ kind }) => kind));
  if (!kinds.has('ssh')) return 'For a terminal and files, paste the SSH command and the password.';
  return os === 'macos' && !kinds.has('vnc') ? 'For the screen, paste what the Screen share tab shows.' : undefined;
}
