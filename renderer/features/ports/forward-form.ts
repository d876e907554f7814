import type { ForwardOrder } from '../../../main/contract/forward.ts';
import { hostSchema } from '../../../main/contract/session.ts';

/** What was typed into the form, as it was typed. */
export interface ForwardDraft {
  kind: ForwardOrder['kind'];
  /** Where it listens; may be empty. */
  listenPort: string;
  /** For remote forwards: who may connect. */
  remoteHost: '127.0.0.1' | '0.0.0.0';
  targetHost: string;
  targetPort: string;
}

export const emptyDraft: ForwardDraft = {
  kind: 'local',
  listenPort: '',
  remoteHost: '127.0.0.1',
  targetHost: 'localhost',
  targetPort: '',
};

export interface DraftErrors {
  listenPort?: string;
  targetHost?: string;
  targetPort?: string;
}

/** The usual port of SOCKS proxies (IANA). */
export const SOCKS_PORT = 1080;

const PORT_ERROR = 'A port is a number from 1 to 65535.';

function readPort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text.trim())) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/**
 * Reads the form: an order, or what is wrong with which field. `isNear`: the number was not asked for, and another one
 * does as well.
 */
export function readDraft(draft: ForwardDraft): { order: ForwardOrder; isNear: boolean } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const isAnywhere = draft.listenPort.trim() === '';
  const listenPort = isAnywhere ? 0 : readPort(draft.listenPort);
  const host = draft.targetHost.trim().replace(/^\[(.*)\]$/, '$1');
  const port = readPort(draft.targetPort);
  if (listenPort === undefined) errors.listenPort = PORT_ERROR;
  if (draft.kind !== 'socks') {
    if (port === undefined) errors.targetPort = PORT_ERROR;
    if (!hostSchema.safeParse(host).success) errors.targetHost = 'A host is a name or an address.';
  }
  if (Object.keys(errors).length > 0 || listenPort === undefined) return { errors };
  switch (draft.kind) {
    case 'socks':
      return { order: { kind: 'socks', localPort: isAnywhere ? SOCKS_PORT : listenPort }, isNear: isAnywhere };
    case 'local':
      return {
        order: { kind: 'local', localPort: isAnywhere ? (port ?? 0) : listenPort, target: { host, port: port ?? 0 } },
        isNear: isAnywhere,
      };
    case 'remote':
      return {
        order: {
          kind: 'remote',
          remoteHost: draft.remoteHost,
          remotePort: listenPort,
          target: { host, port: port ?? 0 },
        },
        isNear: false,
      };
  }
}
