import type { Forward, ListeningPort } from '../../../main/contract/forward.ts';
import type { SessionMachine } from '../../../main/contract/session.ts';
import { targetOf } from '../../state/forward-actions.ts';

/** One port of a machine, with everything that listens on it. */
export interface PortRow {
  /** The one that a forward leads to. */
  listening: ListeningPort;
  addresses: string[];
  program: string | undefined;
  /** A server of SSH, by which Jumpseat itself is connected; not to be forwarded. */
  isSsh: boolean;
  /** What brings it to this computer already. */
  forward: Forward | undefined;
}

/** Ports of a machine by number, SSH last. */
export function portRows(
  ports: readonly ListeningPort[],
  machine: SessionMachine,
  forwards: readonly Forward[],
): PortRow[] {
  const endpoint = machine.endpoints.find(({ kind }) => kind === 'ssh');
  const isHere = endpoint !== undefined && /^(?:127\.|localhost$|::1$)/.test(endpoint.host);
  const own = forwards.filter(({ machine: at }) => at === machine.index);
  // On a machine that is this computer, forwards themselves listen as well.
  const ours = new Set(isHere ? forwards.flatMap(({ order, port }) => (order.kind === 'remote' ? [] : [port])) : []);
  const byPort = Map.groupBy(
    ports.filter(({ port }) => !ours.has(port)),
    ({ port }) => port,
  );
  return [...byPort]
    .flatMap(([port, all]): PortRow[] => {
      const listening = all.find(({ address }) => targetOf({ port, address }).host === 'localhost') ?? all[0];
      if (listening === undefined) return [];
      const program = all.find((one) => one.program !== undefined)?.program;
      const target = targetOf(listening);
      const forward = own.find(
        ({ order }) => order.kind === 'local' && order.target.port === port && order.target.host === target.host,
      );
      const isRemote = own.some(({ order, port: open }) => order.kind === 'remote' && open === port);
      const isSsh = !isRemote && (program === 'sshd' || port === endpoint?.port);
      return [{ listening, addresses: [...new Set(all.map(({ address }) => address))], program, isSsh, forward }];
    })
    .toSorted((one, other) => Number(one.isSsh) - Number(other.isSsh) || one.listening.port - other.listening.port);
}

/** What has to be known of an address: who can reach it. */
export function reachText(addresses: readonly string[]): string {
  if (addresses.some((address) => ['*', '0.0.0.0', '::'].includes(address))) return 'all addresses';
  if (addresses.every((address) => /^127\.|^::1$/.test(address))) return 'the machine only';
  return addresses.filter((address) => !/^127\.|^::1$/.test(address)).join(', ');
}
