import { connectWithSsh2 } from '../../../main/connection/ssh2-engine.ts';
import type { FileChannel } from '../../../main/connection/remote/remote-files.ts';
import type { SshConnection } from '../../../main/connection/ssh-connection.ts';
import type { Result } from '../../../main/contract/problem.ts';
import type { Clock } from '../../../main/lib/clock.ts';

/** A server that takes a key; `Sshd`, a machine of the build host, and the hostile one are such. */
export interface Server {
  host: string;
  port: number;
  user: string;
  privateKey: string;
}

/** The value, or the test fails with the problem. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message} (${result.problem.detail ?? ''})`);
  return result.value;
}

/** A connection to a server, closed in the end. */
export interface TestLink extends AsyncDisposable {
  connection: SshConnection;
  sftp(): Promise<FileChannel>;
}

export async function connectTo(server: Server, clock?: Clock): Promise<TestLink> {
  const { host, port, user, privateKey } = server;
  const connection = valueOf(
    await connectWithSsh2({
      endpoint: { kind: 'ssh', host, port, user },
      identities: [{ kind: 'private-key', label: 'test', privateKey }],
      onLost: () => {},
      log: () => {},
      clock,
      signal: new AbortController().signal,
    }),
  );
  return {
    connection,
    sftp: async () => valueOf(await connection.openSftp()),
    async [Symbol.asyncDispose]() {
      connection.close();
      await Promise.resolve();
    },
  };
}
