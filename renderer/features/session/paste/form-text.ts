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

/** The machine of a draft is one machine: with the form that is shown go its first ways of the other kinds. */
export function companionsOf<Form extends MachineForm>(forms: readonly Form[], shown: Form): Form[] {
  const kinds = new Set([shown.kind]);
  return forms.filter(({ kind }) => {
    const isNew = !kinds.has(kind);
    kinds.add(kind);
    return isNew;
  });
}

/** "ada@jump.example.com:22, other:2222", in the order in which they are passed. */
export function jumpsText(jumps: MachineForm['jumps']): string {
  return jumps.map(({ user, ...place }) => `${user === undefined ? '' : `${user}@`}${hostAndPort(place)}`).join(', ');
}
