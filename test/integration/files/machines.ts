import { ConnectedFiles } from '../../../main/connection/remote/connected-files.ts';
import { createShellFiles } from '../../../main/connection/shell-files/create-shell-files.ts';
import { connectWithSsh2 } from '../../../main/connection/ssh2-engine.ts';
import type { HostKey } from '../../../main/contract/session.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { Sshd, type SshdOptions } from '../../fixtures/sshd.ts';
import { keyIdentity } from '../connection/harness.ts';
import { value } from './remote-files-behaviour.ts';

interface Server {
  host: string;
  port: number;
  user: string;
}

/** A server and the files of it over our own SSH. */
export class FileMachine implements AsyncDisposable {
  readonly files: ConnectedFiles;
  readonly #close: () => Promise<void>;

  private constructor(files: ConnectedFiles, close: () => Promise<void>) {
    this.files = files;
    this.#close = close;
  }

  static async sshd(options: SshdOptions): Promise<FileMachine> {
    const sshd = await Sshd.start(options);
    const machine = await FileMachine.connect(sshd, sshd.clientKey.privateKey);
    return new FileMachine(machine.files, async () => {
      await machine[Symbol.asyncDispose]();
      await sshd[Symbol.asyncDispose]();
    });
  }

  static async connect(server: Server, privateKey: string, pinned?: HostKey): Promise<FileMachine> {
    const { host, port, user } = server;
    const lost = new AbortController();
    const connection = value(
      await connectWithSsh2({
        endpoint: { kind: 'ssh', host, port, user },
        identities: [keyIdentity('test', privateKey)],
        pinned,
        signal: new AbortController().signal,
        onLost: (problem) => lost.abort(problem),
        log: () => {},
      }),
    );
    const files = new ConnectedFiles({ connection, clock: systemClock, openShellFiles: createShellFiles });
    return new FileMachine(files, async () => {
      await files[Symbol.asyncDispose]();
      connection.close();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
