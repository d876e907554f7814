import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import ssh2, { type ClientInfo, type Connection } from 'ssh2';
import type { HostKey } from '../../contract/session.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { machineAlgorithms } from './algorithms.ts';
import { connectLoopback, isLoopback, joinForward } from './forwarding.ts';
import { createGate, type Gate } from './gate.ts';
import { generateMachineKeys, type MachineKeys } from './machine-keys.ts';
import { ProcessKeeper } from './process-keeper.ts';
import { serveReverseForwards } from './reverse-forwarding.ts';
import { serveSession } from './session-channel.ts';
import { guardSignIn } from './sign-in.ts';

export interface MachineServerOptions {
  /** Login name for this session. */
  user: string;
  /** Absolute; the login starts here. */
  workspace: string;
  /** The complete environment of shells and commands. */
  environment: Record<string, string>;
  /** What shells and commands get besides; asked for as each of them begins. */
  addedEnvironment?(): Record<string, string>;
  /** Interactive shell, for example /bin/bash. */
  shell: string;
  /** Where start-up files that have shells say how commands end are put; without it they do not say so. */
  marksFolder?: string;
  /** Each successful sign-in. */
  onConnected(): void;
  log(line: string): void;
}

/** A machine that answers SSH on this computer's loopback. Disposing ends its connections and everything it started. */
export interface MachineServer extends AsyncDisposable {
  host: string;
  port: number;
  user: string;
  hostKey: HostKey;
  /** OpenSSH private key for the client, PEM. */
  privateKey: string;
}

/** Sessions and forwards that one connection may have open at a time. */
const MAX_CHANNELS = 64;
/** How long a connection may take to say goodbye. */
const FAREWELL_MS = 300;
/** Present in the environment of all that runs on the machine; it is how strays are found at the end. */
const MARKER_NAME = 'JUMPSEAT_MACHINE_ID';
const HOST = '127.0.0.1';

class RunningMachineServer implements MachineServer {
  readonly host = HOST;
  readonly port: number;
  readonly user: string;
  readonly hostKey: HostKey;
  readonly privateKey: string;
  readonly #options: MachineServerOptions;
  readonly #clock: Clock;
  readonly #keys: MachineKeys;
  readonly #listener: Server;
  readonly #gate: Gate;
  readonly #keeper: ProcessKeeper;
  readonly #environment: Record<string, string>;
  /** By the far end's address and port, which is how ssh2 names a connection. */
  readonly #sockets = new Map<string, Socket>();
  readonly #connections = new Set<Connection>();
  #ending: Promise<void> | undefined;

  constructor(options: MachineServerOptions, keys: MachineKeys, listener: Server, clock: Clock) {
    const machineId = randomUUID();
    this.#options = options;
    this.#clock = clock;
    this.#keys = keys;
    this.#listener = listener;
    this.#gate = createGate(clock, options.log);
    this.#environment = { ...options.environment, [MARKER_NAME]: machineId };
    this.#keeper = new ProcessKeeper(`${MARKER_NAME}=${machineId}`, clock);
    this.port = (listener.address() as AddressInfo).port;
    this.user = options.user;
    this.hostKey = keys.hostKey;
    this.privateKey = keys.clientPrivateKey;

    const server = new ssh2.Server({
      hostKeys: [keys.hostPrivateKey],
      algorithms: machineAlgorithms,
      ident: 'Jumpseat',
    });
    server.on('connection', (connection, info) => this.#serve(connection, info));
    listener.on('connection', (socket) => this.#receive(socket, server));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  #receive(socket: Socket, server: ssh2.Server): void {
    if (this.#ending !== undefined) return void socket.destroy();
    if (!this.#gate.enter(socket)) return;
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#sockets.set(name, socket);
    socket.once('close', () => this.#sockets.delete(name));
    // One listener per channel that waits for room, and one per channel for the end.
    socket.setMaxListeners(0);
    socket.setNoDelay(true);
    server.injectSocket(socket);
  }

  #serve(connection: Connection, info: ClientInfo): void {
    const { log } = this.#options;
    const socket = this.#sockets.get(`${info.ip}:${info.port}`);
    if (socket === undefined) return void connection.end();
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', (error) => log(`A connection ended with an error: ${error.message}`));
    guardSignIn(connection, { user: this.user, publicKey: this.#keys.clientPublicKey }, log);
    connection.once('ready', () => {
      this.#gate.signedIn(socket);
      this.#options.onConnected();
      this.#offer(connection, socket, info.header.versions.software.startsWith('ssh2js'));
    });
  }

  #offer(connection: Connection, socket: Socket, isSsh2: boolean): void {
    const { workspace, shell, log } = this.#options;
    const connectionVariables = {
      SSH_CONNECTION: `${socket.remoteAddress} ${socket.remotePort} ${socket.localAddress} ${socket.localPort}`,
    };
    let channels = 0;
    const isFull = (): boolean => channels >= MAX_CHANNELS || this.#ending !== undefined;

    connection.on('session', (accept, reject) => {
      if (isFull()) return reject();
      const session = accept();
      channels += 1;
      session.once('close', () => (channels -= 1));
      serveSession(session, {
        workspace,
        environment: () => ({
          ...this.#environment,
          ...this.#options.addedEnvironment?.(),
          ...connectionVariables,
        }),
        shell,
        marksFolder: this.#options.marksFolder,
        keeper: this.#keeper,
        clock: this.#clock,
        socket,
        isSsh2,
        log,
      });
    });
    serveReverseForwards(connection, socket, {
      isFull,
      log,
      opened() {
        channels += 1;
        return () => (channels -= 1);
      },
    });
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      if (isFull() || !isLoopback(destIP) || destPort < 1 || destPort > 65_535) {
        log('A port forward was refused: only ports of this computer can be reached.');
        return reject();
      }
      channels += 1;
      const target = connectLoopback(destIP, destPort);
      target.once('close', () => (channels -= 1));
      target.once('error', () => reject());
      target.once('connect', () => {
        if (socket.destroyed) target.destroy();
        else joinForward(accept(), target, socket);
      });
    });
  }

  async #end(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    for (const connection of this.#connections) connection.end();
    const giveUpFarewell = this.#clock.after(FAREWELL_MS, () => {
      for (const socket of this.#sockets.values()) socket.destroy();
    });
    await this.#keeper[Symbol.asyncDispose]();
    await closed;
    giveUpFarewell();
  }
}

/** Starts a machine with fresh keys on a port that the system picks. Rejects when no port can be had. */
export async function startMachineServer(
  options: MachineServerOptions,
  clock: Clock = systemClock,
): Promise<MachineServer> {
  const listener = createServer();
  listener.listen(0, HOST);
  await once(listener, 'listening');
  return new RunningMachineServer(options, generateMachineKeys(), listener, clock);
}
