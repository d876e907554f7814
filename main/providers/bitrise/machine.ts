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
