import type { Session, SessionMachine, Shell } from '../../main/contract/session.ts';

/** One terminal that can be opened. */
interface TerminalChoice {
  machine: number;
  /** Left out where the machine has one shell only. */
  shell: string | undefined;
  /** What sets it apart from the others. */
  title: string;
}

function shellsOf({ endpoints }: SessionMachine): Shell[] {
  return endpoints.flatMap((endpoint) => (endpoint.kind === 'ssh' ? (endpoint.shells ?? []) : []));
}

/** Every machine that is connected and reached over SSH, and what to call its files. */
export function filesChoices({ machines }: Session): { machine: number; title: string }[] {
  const reached = machines.filter(
    ({ link, endpoints }) => link === 'connected' && endpoints.some(({ kind }) => kind === 'ssh'),
  );
  return reached.map(({ index, name }) => ({
    machine: index,
    title: reached.length > 1 ? `Files of ${name}` : 'Files',
  }));
}

/** Every machine that is connected, with each of its shells. */
export function terminalChoices({ machines }: Session): TerminalChoice[] {
  const connected = machines.filter(({ link }) => link === 'connected');
  const hasName = connected.length > 1;
  return connected.flatMap((machine): TerminalChoice[] => {
    const { index, name } = machine;
    const shells = shellsOf(machine);
    if (shells.length < 2)
      return [{ machine: index, shell: undefined, title: hasName ? `Terminal on ${name}` : 'New terminal' }];
    return shells.map((shell) => ({
      machine: index,
      shell: shell.name,
      title: hasName ? `${shell.name} on ${name}` : shell.name,
    }));
  });
}
