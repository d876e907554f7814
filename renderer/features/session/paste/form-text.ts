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

/** "ada@jump.example.com:22, other:2222", in the order in which they are passed. */
export function jumpsText(jumps: MachineForm['jumps']): string {
  return jumps.map(({ user, ...place }) => `${user === undefined ? '' : `${user}@`}${hostAndPort(place)}`).join(', ');
}
