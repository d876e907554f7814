import { createHash } from 'node:crypto';
import { createServer, connect as dial, type AddressInfo, type Server, type Socket } from 'node:net';
import { vi } from 'vitest';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import type { ForwardOrder } from '../../../main/contract/forward.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { startInProcess } from '../../fixtures/connection/in-process-service.ts';

export const patient = { timeout: 20_000, interval: 20 };
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A machine to connect to. */
interface Server0 {
  host: string;
  port: number;
  user: string;
  privateKey: string;
}

/** A connection process in this process, and what it says about ports. */
export function startPorts() {
  const { service, client } = startInProcess();
  const links: ConnectionEvents['link'][] = [];
  const ports: ConnectionEvents['ports'][] = [];
  const forwards = new Map<string, ConnectionEvents['forward'][]>();
  client.on('link', (link) => links.push(link));
  client.on('ports', (said) => ports.push(said));
  client.on('forward', (said) => forwards.set(said.id, [...(forwards.get(said.id) ?? []), said]));
  let made = 0;
  const last = (id: string) => forwards.get(id)?.at(-1);
  return {
    client,
    links,
    ports,
    said: (id: string) => forwards.get(id) ?? [],
    last,
    async connect({ privateKey, ...server }: Server0, machine = 0): Promise<void> {
      const from = links.length;
      const identities = [{ kind: 'private-key' as const, label: 'test', privateKey }];
      const { host, port, user } = server;
      await client.call('connect', { machine, endpoint: { kind: 'ssh', host, port, user }, identities });
      await vi.waitUntil(() => links.slice(from).some(({ state }) => state === 'connected'), patient);
    },
    /** Opens a forward; resolves with its id and port once it is open. */
    async open(order: ForwardOrder): Promise<{ id: string; port: number }> {
      const id = `f${(made += 1)}`;
      const opened = await client.call('openForward', { machine: 0, forwardId: id, order });
      if (!opened.ok) throw new Error(`${opened.problem.code}: ${opened.problem.message}`);
      await vi.waitUntil(() => last(id)?.state === 'open', patient);
      return { id, port: last(id)?.port ?? 0 };
    },
    tryOpen(order: ForwardOrder): Promise<Result<undefined>> {
      return client.call('openForward', { machine: 0, forwardId: `f${(made += 1)}`, order });
    },
    async close(forwardId: string): Promise<void> {
      await client.call('closeForward', { forwardId });
    },
    dispose: () => service[Symbol.asyncDispose](),
  };
}

/** A server of this computer, and so of the machine as well. */
export async function listen(onSocket: (socket: Socket) => void): Promise<Server & { port: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

/** Connects to a port of this computer. */
export async function connectTo(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = dial({ port, host, allowHalfOpen: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

/** Whether anybody listens there. */
export async function isOpen(port: number): Promise<boolean> {
  try {
    (await connectTo(port)).destroy();
    return true;
  } catch {
    return false;
  }
}

/** How a connection ended: all that it gave, or the code of its error. */
export async function outcome(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .once('end', () => resolve(Buffer.concat(chunks).toString()))
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
  });
}
