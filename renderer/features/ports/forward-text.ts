import type { Forward } from '../../../main/contract/forward.ts';
import type { Tone } from '../../ui/Dot.tsx';
import { countOf, sizeText } from '../../ui/size/size-text.ts';

interface ForwardLook {
  tone: Tone;
  text: string;
}

export function forwardLook({ state, problem }: Forward): ForwardLook {
  switch (state) {
    case 'opening':
      return { tone: 'run', text: 'opening' };
    case 'open':
      return problem === undefined ? { tone: 'ok', text: 'open' } : { tone: 'warn', text: 'open, with a problem' };
    case 'waiting':
      return { tone: 'warn', text: 'waits for the machine' };
    case 'failed':
      return { tone: 'bad', text: 'failed' };
  }
}

function hostAndPort(host: string, port: number | string): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Both ends of a forward: where it listens, and where it leads. */
export function forwardEnds({ order, port }: Forward, machineName: string): { from: string; to: string } {
  switch (order.kind) {
    case 'local':
      return {
        from: hostAndPort('127.0.0.1', port ?? (order.localPort || '…')),
        to: `${hostAndPort(order.target.host, order.target.port)} on ${machineName}`,
      };
    case 'remote':
      return {
        from: `${hostAndPort(order.remoteHost, port ?? (order.remotePort || '…'))} on ${machineName}`,
        to: `${hostAndPort(order.target.host, order.target.port)} as this computer sees it`,
      };
    case 'socks':
      return { from: hostAndPort('127.0.0.1', port ?? (order.localPort || '…')), to: `the network of ${machineName}` };
  }
}

export const kindNames = { local: 'To this computer', remote: 'To the machine', socks: 'SOCKS proxy' } as const;

/** "2 connections now, 14 so far; 1.2 MB to the machine, 3.1 MB from it." */
export function trafficText({ connections, connectionsEver, bytesUp, bytesDown }: Forward): string {
  if (connectionsEver === 0) return 'Not used yet.';
  const ever = `${countOf(connectionsEver, 'connection', 'connections')} so far`;
  const now = connections === 0 ? '' : `, ${connections} open`;
  return `${ever}${now}; ${sizeText(bytesUp)} to the machine, ${sizeText(bytesDown)} from it.`;
}
