import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Connection, ServerChannel } from 'ssh2';
import { isLoopback, joinForward } from './forwarding.ts';

/** Ports that one connection may have listened on at a time. */
const MAX_LISTENERS = 64;
/** As with OpenSSH's `GatewayPorts no`: whatever address is asked for, nobody else on the network gets in. */
const HOST = '127.0.0.1';
/** Addresses that mean this one, or all of them (RFC 4254, section 7.1). */
const anyAddress = new Set(['', '*', '0.0.0.0', '::']);

interface Options {
  /** Whether another channel has to be refused. */
  isFull(): boolean;
  /** A channel was opened; the returned function tells of its end. */
  opened(): () => void;
  log(line: string): void;
}

interface ForwardRequest {
  bindAddr: string;
  bindPort: number;
}

/** Listens for a client on ports of this computer, and hands it what connects there (RFC 4254, section 7.1). */
export function serveReverseForwards(connection: Connection, socket: Socket, { isFull, opened, log }: Options): void {
  const listeners = new Map<string, Server>();
  const pending = new Set<Server>();

  function listen({ bindAddr, bindPort }: ForwardRequest, accept: (port: number) => void, reject: () => void): void {
    const mayListen = anyAddress.has(bindAddr) || isLoopback(bindAddr);
    if (!mayListen || listeners.size + pending.size >= MAX_LISTENERS || bindPort > 65_535) {
      log('A reverse port forward was refused: only ports of this computer, and not too many, can be listened on.');
      return reject();
    }
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (incoming) =>
      pass(incoming, bindAddr, portOf(server)),
    );
    pending.add(server);
    server.once('error', () => {
      pending.delete(server);
      reject();
    });
    server.listen(bindPort, HOST, () => {
      pending.delete(server);
      if (socket.destroyed) return void server.close();
      listeners.set(nameOf(bindAddr, portOf(server)), server);
      accept(portOf(server));
    });
  }

  function pass(incoming: Socket, address: string, port: number): void {
    incoming.on('error', () => incoming.destroy());
    if (isFull() || socket.destroyed) return void incoming.resetAndDestroy();
    const ended = opened();
    incoming.once('close', ended);
    const from = incoming.remoteAddress ?? HOST;
    connection.forwardOut(address, port, from, incoming.remotePort ?? 0, (error, channel: ServerChannel) => {
      if (error !== undefined) return void incoming.resetAndDestroy();
      if (incoming.destroyed) return channel.close();
      joinForward(channel, incoming, socket);
      incoming.resume();
    });
  }

  connection.on('request', (accept, reject, name, request: ForwardRequest) => {
    if (name === 'tcpip-forward') {
      return listen(
        request,
        (port) => accept?.(port),
        () => reject?.(),
      );
    }
    if (name !== 'cancel-tcpip-forward') return reject?.();
    const key = nameOf(request.bindAddr, request.bindPort);
    const server = listeners.get(key);
    if (server === undefined) return reject?.();
    listeners.delete(key);
    server.close();
    accept?.();
  });
  socket.once('close', () => {
    for (const server of listeners.values()) server.close();
    listeners.clear();
  });
}

function nameOf(address: string, port: number): string {
  return `${address} ${port}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
