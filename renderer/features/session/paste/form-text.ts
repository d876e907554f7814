import type { MachineForm } from '../../../../main/contract/machine-form.ts';
import { hostAndPort } from '../../../state/session-states.ts';

const kindNames: Record<MachineForm['kind'], string> = { ssh: 'SSH', vnc: 'VNC', rdp: 'RDP' };

export function kindName(kind: MachineForm['kind']): string {
  return kindNames[kind];
}

/** "SSH ada@example.com:22". */
export function formTitle({ kind, user, ...place }: MachineForm): string {
  return `${kindNames[kind]} ${user === undefined ? '' : `${user}@`}${hostAndPort(place)}`;
}

/** The screens that main takes with an SSH machine: one of a kind, where the text names one machine. */
export function companionsOf<Form extends MachineForm>(forms: readonly Form[], shown: Form): Form[] {
  const hosts = new Set(forms.filter(({ kind }) => kind === 'ssh').map(({ host }) => host));
  if (shown.kind !== 'ssh' || hosts.size > 1) return [];
  return forms.filter(({ kind }) => kind !== 'ssh' && forms.filter((other) => other.kind === kind).length === 1);
}

/** "ada@jump.example.com:22, other:2222", in the order in which they are passed. */
export function jumpsText(jumps: MachineForm['jumps']): string {
  return jumps.map(({ user, ...place }) => `${user === undefined ? '' : `${user}@`}${hostAndPort(place)}`).join(', ');
}
