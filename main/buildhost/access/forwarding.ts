import { BlockList, connect, isIPv4, isIPv6, type Socket } from 'node:net';
import type { LookupAddress } from 'node:dns';
import type { ServerChannel } from 'ssh2';
import { createChannelWriter } from './channel-writer.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

const BOTH_LOOPBACKS: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** True for this computer's own addresses; names are never looked up, save for localhost. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return loopback.check(host, 'ipv4');
  if (isIPv6(host)) return loopback.check(host, 'ipv6');
  return host.toLowerCase() === 'localhost';
}

/** Connects to a port of this computer for a `direct-tcpip` channel (RFC 4254, section 7.2). */
export function connectLoopback(host: string, port: number): Socket {
  return connect({
    host,
    port,
    allowHalfOpen: true,
    noDelay: true,
    // Whatever the system's hosts file says: localhost is this computer.
    lookup: (_name, _options, done) => done(null, BOTH_LOOPBACKS),
  });
}

/** Joins a connection to the channel; either side may end its half and go on receiving. */
export function joinForward(channel: ServerChannel, target: Socket, connection: Socket): void {
  const writer = createChannelWriter(channel, connection);
  let isLocalDone = false;
  let isRemoteDone = false;

  function closeWhenBothDone(): void {
    if (isLocalDone && isRemoteDone) channel.close();
  }

  target.on('data', (bytes) => {
    target.pause();
    writer.write('out', bytes, () => target.resume());
  });
  target.on('end', () => {
    writer.write('out', new Uint8Array(0), () => {
      // Not end(): on the server's side ssh2 would close both halves.
      channel.eof();
      isLocalDone = true;
      closeWhenBothDone();
    });
  });
  target.on('error', () => target.destroy());
  target.on('close', (hadError) => {
    if (hadError) channel.close();
    else writer.write('out', new Uint8Array(0), () => channel.close());
  });

  channel.on('error', () => target.destroy());
  channel.on('end', () => {
    isRemoteDone = true;
    closeWhenBothDone();
  });
  channel.pipe(target);
  // ssh2 ends stderr when the client closes the channel, also while unread input keeps 'close' from coming.
  channel.stderr.on('finish', () => target.destroySoon());
  connection.once('close', () => target.destroy());
}
