import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { ClientChannel, ServerChannel, SFTPWrapper } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { SHELL_WINDOW_BYTES } from '../../../main/connection/ssh2-engine.ts';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { statusReply } from '../../fixtures/hostile-sftp/packets.ts';
import { folder } from '../../fixtures/hostile-sftp/tree.ts';

const BIG_WINDOW_BYTES = 16 * 1024 * 1024;

/** How much the client lets the server send, as the server sees it. */
function windowAtServer(channel: ServerChannel): number {
  return (channel as unknown as { outgoing: { window: number } }).outgoing.window;
}

/** Runs a client against a server in this process; `onChannel` gets every channel the server opens. */
async function withPair(
  windows: { shell?: number; exec?: number },
  onChannel: (channel: ServerChannel) => void,
  run: (client: ssh2.Client) => Promise<void>,
  onPeer: (peer: ssh2.Connection) => void = () => {},
): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (peer) => {
    peer.on('authentication', (attempt) => attempt.accept());
    peer.on('error', () => {});
    onPeer(peer);
    peer.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty());
      session.on('shell', (acceptShell) => onChannel(acceptShell()));
      session.on('exec', (acceptExec) => onChannel(acceptExec()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new ssh2.Client();
  try {
    await new Promise((resolve, reject) => {
      client.on('ready', () => resolve(undefined)).on('error', reject);
      client.connect({
        host: '127.0.0.1',
        port: (server.address() as AddressInfo).port,
        username: 'somebody',
        hostVerifier: () => true,
        windows,
      });
    });
    await run(client);
  } finally {
    client.end();
    await new Promise((resolve) => server.close(resolve));
  }
}

const shell = (client: ssh2.Client) =>
  new Promise<ClientChannel>((resolve, reject) => {
    client.shell((error, channel) => (error === undefined ? resolve(channel) : reject(error)));
  });
const exec = (client: ssh2.Client, window?: number) =>
  new Promise<ClientChannel>((resolve, reject) => {
    client.exec('any', window === undefined ? {} : { window }, (error, channel) =>
      error === undefined ? resolve(channel) : reject(error),
    );
  });

// These fail when patches/ssh2+1.17.0.patch is not applied to the installed package.
describe('the patch to ssh2', () => {
  it('opens shells with the window asked for, and each exec with its own', async () => {
    const seen: number[] = [];
    await withPair(
      { shell: SHELL_WINDOW_BYTES },
      (channel) => seen.push(windowAtServer(channel)),
      async (client) => {
        const first = await shell(client);
        expect(first.readableHighWaterMark).toBe(SHELL_WINDOW_BYTES);
        await exec(client);
        await exec(client, BIG_WINDOW_BYTES);
      },
    );
    expect(seen).toEqual([SHELL_WINDOW_BYTES, 2 * 1024 * 1024, BIG_WINDOW_BYTES]);
  });

  it('never lets more be sent than the window, however long it is read', async () => {
    const total = 3 * 1024 * 1024;
    const windows: number[] = [];
    await withPair(
      { shell: SHELL_WINDOW_BYTES },
      (channel) => {
        let left = total;
        const send = () => {
          windows.push(windowAtServer(channel));
          if (left === 0) return channel.end();
          left -= 65_536;
          channel.write(Buffer.alloc(65_536), send);
        };
        send();
      },
      async (client) => {
        const channel = await shell(client);
        let received = 0;
        for await (const chunk of channel) received += (chunk as Buffer).length;
        expect(received).toBe(total);
      },
    );
    expect(Math.max(...windows)).toBe(SHELL_WINDOW_BYTES);
  });

  it('asks the server for a round trip', async () => {
    await withPair(
      {},
      () => {},
      async (client) => {
        const answered = await new Promise((resolve) => client.ping(resolve));
        expect(answered).toBeUndefined();
      },
    );
  });

  it('sends to a server that takes no bytes at once', async () => {
    let received = 0;
    await withPair(
      {},
      (channel) => channel.on('data', (chunk: Buffer) => (received += chunk.length)),
      async (client) => {
        const channel = await exec(client);
        channel.end(Buffer.alloc(100_000));
        await expect.poll(() => received).toBe(100_000);
      },
      (peer) => {
        const { _protocol: protocol } = peer as unknown as {
          _protocol: { channelOpenConfirm(theirs: number, ours: number, window: number, packet: number): void };
        };
        const confirm = protocol.channelOpenConfirm.bind(protocol);
        protocol.channelOpenConfirm = (theirs, ours, window) => confirm(theirs, ours, window, 0);
      },
    );
  });

  it('writes what belongs together at once', async () => {
    await withPair(
      {},
      () => {},
      async (client) => {
        const { _sock: socket } = client as unknown as { _sock: Socket };
        const channel = await exec(client);
        channel.write(Buffer.alloc(100_000));
        expect(socket.writableCorked).toBe(1);
        await Promise.resolve();
        await new Promise(setImmediate);
        expect(socket.writableCorked).toBe(0);
      },
    );
  });

  it('counts what comes on an SFTP channel, knows its limits, and refuses replies of the wrong kind', async () => {
    await using server = await startHostileSftp({
      onRequest: ({ type, id }) => (type === 'REALPATH' ? statusReply(id, 0) : undefined),
    });
    const client = new ssh2.Client();
    client.on('error', () => {});
    client.connect({ ...server, username: server.user, hostVerifier: () => true });
    await once(client, 'ready');
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) =>
      client.sftp((error, opened) => (error === undefined ? resolve(opened) : reject(error))),
    );
    expect(sftp.version).toBe(3);
    expect(sftp.extensions['limits@openssh.com']).toBe('1');
    expect(sftp).toMatchObject({ maxReadLength: 261_120, maxWriteLength: 261_120, maxOpenHandles: 100 });
    const before = sftp.bytesReceived;
    expect(before).toBeGreaterThan(20);
    const broken = once(sftp, 'error');
    const answer = new Promise<Error | undefined>((resolve) => sftp.realpath('/', resolve));
    expect((await broken)[0]).toMatchObject({ message: 'Status OK in place of a reply' });
    expect(await answer).toBeInstanceOf(Error);
    expect(sftp.bytesReceived).toBeGreaterThan(before);
    client.end();
  });

  it('keeps little on its way to a slow network, in order, and lets every channel have its turn', async () => {
    const tree = folder();
    await using server = await startHostileSftp({ tree });
    const client = new ssh2.Client();
    client.on('error', () => {});
    client.connect({ ...server, username: server.user, hostVerifier: () => true });
    await once(client, 'ready');
    const { _sock: socket } = client as unknown as { _sock: Socket };
    const size = 3 * 1024 * 1024;
    const files = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => {
        const sftp = await new Promise<SFTPWrapper>((resolve, reject) =>
          client.sftp((error, opened) => (error === undefined ? resolve(opened) : reject(error))),
        );
        const handle = await new Promise<Buffer>((resolve, reject) =>
          sftp.open(`/${name}`, 'w', (error, opened) => (error === undefined ? resolve(opened) : reject(error))),
        );
        return { name, sftp, handle, content: randomBytes(size) };
      }),
    );
    const goOn = server.stall();
    let most = 0;
    const watch = () => (most = Math.max(most, socket.writableLength));
    const done = files.map(
      ({ sftp, handle, content }) =>
        new Promise<void>((resolve, reject) => {
          const step = 255 * 1024;
          for (let at = 0; at < size; at += step) {
            sftp.write(handle, content, at, Math.min(step, size - at), at, () => {});
            watch();
          }
          // Whatever overtook the writes would close the file before them.
          sftp.close(handle, (error) => (error instanceof Error ? reject(error) : resolve()));
        }),
    );
    watch();
    goOn();
    const looking = setInterval(watch, 1);
    await Promise.all(done);
    clearInterval(looking);
    expect(most).toBeGreaterThan(256 * 1024);
    expect(most).toBeLessThan(1024 * 1024);
    for (const { name, content } of files) {
      const node = tree.entries.get(name);
      expect(node?.kind === 'file' && node.content?.equals(content)).toBe(true);
    }
    client.end();
  });
});
