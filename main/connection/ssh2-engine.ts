import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthHandlerMiddleware, ClientChannel } from 'ssh2';
import type { Identity } from '../contract/connection-control.ts';
import type { SshEndpoint } from '../contract/session.ts';
import { isOwnComputer } from '../lib/own-computer.ts';
import { systemClock } from '../lib/clock.ts';
import { describe, fail, ok, problem } from '../lib/result.ts';
import { agentWithOneKey, parsePublicKey } from './ssh-agent.ts';
import { createSignIn } from './sign-in.ts';
import type { Attempt, SignIn } from './sign-in.ts';
import { hostKeyPreference, sshAlgorithms } from './ssh-algorithms.ts';
import type { ConnectSsh, SeenHostKey, ShellChannel, ShellExit, SshConnection } from './ssh-connection.ts';
import { explainFailure, explainHostKey, explainRefusal } from './ssh-problems.ts';
import type { Stage } from './ssh-problems.ts';
import { openExec } from './ssh2-exec.ts';
import type { Link } from './ssh2-exec.ts';
import { openForward } from './ssh2-forward.ts';
import { createRemoteForwards } from './ssh2-remote-forward.ts';
import { openSftpChannel, SFTP_WINDOW_BYTES } from './ssh2-sftp.ts';

// What patches/ssh2+1.17.0.patch adds.
declare module 'ssh2' {
  interface ConnectConfig {
    /** Receive window per kind of channel, in bytes. */
    windows?: { shell?: number; exec?: number; sftp?: number; subsys?: number };
  }
  interface ExecOptions {
    /** Receive window of this channel, in bytes. */
    window?: number;
  }
  interface Client {
    ping(callback: (error: Error | undefined) => void): this;
  }
}

/** Small, so that little output of a flood is on its way when Ctrl-C is pressed. */
export const SHELL_WINDOW_BYTES = 256 * 1024;
/** From the first packet to the end of sign-in; servers that check passwords slowly need several seconds. */
const READY_TIMEOUT_MS = 30_000;
/** IUTF8 on (RFC 8160): erasing a character in a cooked line erases all of its bytes. Then TTY_OP_END. */
const terminalModes = Buffer.from([42, 0, 0, 0, 1, 0]);

/** Connects with the ssh2 library; the one place that knows it. */
export const connectWithSsh2: ConnectSsh = async (options) => {
  const { endpoint, pinned, signal } = options;
  if (signal.aborted) return fail('cancelled', 'The connection was given up.');
  // The socket is ours: ssh2 leaves Nagle's algorithm on, which holds back small packets for up to 40 ms each, and it
  // lets go of a half-closed socket without ending it.
  const socket = connect({ host: endpoint.host, port: endpoint.port, noDelay: true });
  const client = new ssh2.Client();
  const signIn = createSignIn(options.identities, keyFault);
  let stage: Stage = 'reaching';
  let hostKey: SeenHostKey = { algorithm: '', sha256: '', publicKey: '' };
  const gone = new AbortController();
  const isPinnedKey = () => pinned === undefined || pinned.sha256 === hostKey.sha256;

  function explain(error: Error & { code?: unknown; level?: unknown }) {
    if (hostKey.sha256 !== '' && !isPinnedKey()) return explainHostKey(endpoint, pinned, hostKey);
    const isRefusal =
      error.message.startsWith('All configured authentication methods') ||
      /too many authentication failures/i.test(error.message);
    if (stage === 'signing-in' && isRefusal) {
      if (signIn.accepts !== undefined) options.onRefused?.(signIn.accepts);
      return explainRefusal(endpoint, signIn.notes, error.message);
    }
    return explainFailure(endpoint, stage, error);
  }

  const failure = await new Promise<ReturnType<typeof fail> | undefined>((resolve) => {
    let firstError: Error | undefined;
    const onAbort = () => {
      resolve(fail('cancelled', 'The connection was given up.'));
      socket.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => {
      if (options.isElsewhere !== true || !isOwnComputer(socket.remoteAddress ?? '')) return;
      const message = `${endpoint.host} leads to this computer, where no machine of the service can be.`;
      resolve(
        fail('not-allowed', message, 'Nothing was sent. End the session, and tell whoever looks after the service.'),
      );
      socket.destroy();
    });
    client
      .on('connect', () => {
        stage = 'greeting';
      })
      .on('handshake', ({ kex, cs }) => {
        stage = 'signing-in';
        options.log(`handshake with ${endpoint.host}: ${kex}, ${cs.cipher}`);
      })
      .on('ready', () => {
        signal.removeEventListener('abort', onAbort);
        stage = 'connected';
        resolve(undefined);
      })
      .on('error', (error: Error & { level?: unknown }) => {
        options.log(`${endpoint.host}: ${error.message}`);
        // A key that cannot sign is passed over; the engine goes on with the next one.
        if (error.level === 'agent' || /^Error (while )?signing/.test(error.message)) return;
        firstError ??= error;
        // After a violation of the protocol ssh2 only ends its half, and waits for a server that may never end the other.
        if (stage === 'connected') return void socket.destroy();
        resolve({ ok: false, problem: explain(error) });
        socket.destroy();
      })
      .on('close', () => {
        const error = firstError ?? new Error('the other side closed the connection');
        if (stage !== 'connected') return resolve({ ok: false, problem: explain(error) });
        gone.abort(explain(error));
        if (!signal.aborted) options.onLost(explain(error));
      });
    try {
      client.connect({
        sock: socket,
        username: endpoint.user,
        readyTimeout: READY_TIMEOUT_MS,
        windows: { shell: SHELL_WINDOW_BYTES, sftp: SFTP_WINDOW_BYTES },
        algorithms: {
          kex: [...sshAlgorithms.kex],
          cipher: [...sshAlgorithms.cipher],
          hmac: [...sshAlgorithms.hmac],
          compress: [...sshAlgorithms.compress],
          serverHostKey: hostKeyPreference(pinned?.algorithm),
        },
        hostVerifier: (blob: Buffer) => {
          hostKey = readHostKey(blob);
          return isPinnedKey();
        },
        authHandler: offer(endpoint, signIn),
      });
    } catch (error) {
      socket.destroy();
      resolve(fail('internal', 'The connection could not be started.', undefined, describe(error)));
    }
  });
  if (failure !== undefined) return failure;
  const link: Link = {
    client,
    host: endpoint.host,
    clock: options.clock ?? systemClock,
    gone: gone.signal,
    sentBytes: () => socket.bytesWritten - socket.writableLength,
  };
  return ok({ hostKey, signedInWith: signIn.current, ...operate(link, socket, gone) });
};

/** Why ssh2 cannot use a key, or undefined when it can. */
function keyFault(identity: Exclude<Identity, { kind: 'password' }>): string | undefined {
  if (identity.kind === 'agent') {
    return parsePublicKey(identity.publicKey) === undefined ? 'its kind is not supported' : undefined;
  }
  const { privateKey, passphrase } = identity;
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  if (!(parsed instanceof Error)) return parsed.isPrivateKey() ? undefined : 'this is a public key';
  if (/passphrase|bad decrypt|integrity/i.test(parsed.message)) {
    return passphrase === undefined ? 'it needs its passphrase' : 'its passphrase is wrong';
  }
  return 'its format is not supported';
}

function readHostKey(blob: Buffer): SeenHostKey {
  // A key blob starts with the length and the name of its algorithm (RFC 4253, section 6.6).
  const length = blob.readUInt32BE(0);
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return {
    algorithm: blob.toString('latin1', 4, 4 + length),
    sha256: `SHA256:${digest}`,
    publicKey: blob.toString('base64'),
  };
}

function offer({ user: username }: SshEndpoint, signIn: SignIn): AuthHandlerMiddleware {
  const toSsh2 = (attempt: Attempt) => {
    switch (attempt.method) {
      case 'none':
        return { type: 'none', username } as const;
      case 'publickey': {
        const { privateKey: key, passphrase } = attempt;
        return { type: 'publickey', username, key, ...(passphrase === undefined ? {} : { passphrase }) } as const;
      }
      case 'agent': {
        // Checked before it is offered.
        const key = parsePublicKey(attempt.publicKey);
        if (key === undefined) return undefined;
        const agent = agentWithOneKey(attempt.agent, key, (reason) => signIn.fault(reason));
        return { type: 'agent', username, agent } as const;
      }
      case 'password':
        return { type: 'password', username, password: attempt.password } as const;
      case 'keyboard-interactive':
        return {
          type: 'keyboard-interactive',
          username,
          prompt: (
            _name: string,
            _instructions: string,
            _language: string,
            prompts: { echo?: boolean }[],
            answer: (responses: string[]) => void,
            // The one hidden question is the password; anything else a server asks, it does not learn.
          ) => answer(prompts.map(({ echo }) => (echo === true ? '' : attempt.password))),
        } as const;
    }
  };
  return (methodsLeft, _partialSuccess, next) => {
    const attempt = signIn.next(methodsLeft ?? undefined);
    // The types know no `false`, which is how the engine is told that nothing is left.
    next((attempt === undefined ? false : toSsh2(attempt)) as never);
  };
}

type Operations = Omit<SshConnection, 'hostKey' | 'signedInWith'>;

function operate(link: Link, socket: Socket, gone: AbortController): Operations {
  const { client, host } = link;
  const remote = createRemoteForwards(link);
  return {
    openShell: ({ columns, rows }, command) =>
      new Promise((resolve) => {
        const refuse = (error: unknown) =>
          resolve(
            fail(
              'busy',
              `The machine at ${host} did not open a terminal.`,
              'It may allow only a few at once: close one and try again.',
              describe(error),
            ),
          );
        try {
          const pty = { term: 'xterm-256color', cols: columns, rows, width: 0, height: 0, modes: terminalModes };
          const env = { COLORTERM: 'truecolor' };
          const settle = (error: Error | undefined, channel: ClientChannel) =>
            error === undefined ? resolve(ok(wrapShell(channel))) : refuse(error);
          // The type knows named modes only; the protocol code takes the encoded bytes as well.
          if (command === undefined) client.shell(pty as never, { env }, settle);
          else client.exec(command, { pty: pty as never, env, window: SHELL_WINDOW_BYTES }, settle);
        } catch (error) {
          refuse(error);
        }
      }),
    roundTrip: () =>
      new Promise((resolve, reject) => {
        client.ping((error) => (error === undefined ? resolve() : reject(error)));
      }),
    openSftp: () => openSftpChannel(link),
    exec: (command, { windowBytes } = {}) => openExec(link, command, windowBytes),
    forward: (host, port, options) => openForward(link, host, port, options),
    listen: (host, port, onConnection) => remote.listen(host, port, onConnection),
    lost: gone.signal,
    close() {
      gone.abort(problem('connection-lost', `The connection to ${host} was closed.`, 'Reconnect.'));
      client.removeAllListeners('close');
      client.end();
      socket.destroySoon();
    },
  };
}

function wrapShell(channel: ClientChannel): ShellChannel {
  return {
    listen(onData, onEnd) {
      const exit: ShellExit = {};
      channel.on('exit', (code: number | null, signal?: string) => {
        if (code !== null) exit.code = code;
        if (signal !== undefined) exit.signal = signal;
      });
      channel.on('close', () => onEnd(exit));
      // A channel that breaks also closes.
      channel.on('error', () => {});
      channel.stderr.on('data', onData);
      channel.on('data', onData);
    },
    write(bytes) {
      if (channel.writable) channel.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
    resize: ({ columns, rows }) => channel.setWindow(rows, columns, 0, 0),
    pause: () => channel.pause(),
    resume: () => channel.resume(),
    close: () => channel.destroy(),
  };
}
