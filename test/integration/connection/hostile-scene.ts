import { expect } from 'vitest';
import type { FileChannel } from '../../../main/connection/remote/remote-files.ts';
import type { SshConnection } from '../../../main/connection/ssh-connection.ts';
import type { Problem, Result } from '../../../main/contract/problem.ts';
import type { Clock } from '../../../main/lib/clock.ts';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import type { Act, HostileOptions, HostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import type { SftpRequest } from '../../fixtures/hostile-sftp/packets.ts';
import { file, folder, link } from '../../fixtures/hostile-sftp/tree.ts';
import { connectTo } from './sftp-link.ts';

interface Scene {
  server: HostileSftp;
  connection: SshConnection;
  files: FileChannel;
}

/** A hostile server with a connection to it and a channel on that, all closed with the test. */
export async function hostileScene(
  opened: Pick<AsyncDisposableStack, 'use'>,
  options: HostileOptions,
  clock?: Clock,
): Promise<Scene> {
  const server = opened.use(await startHostileSftp(options));
  const made = opened.use(await connectTo(server, clock));
  return { server, connection: made.connection, files: await made.sftp() };
}

/** What is not a value must be a sentence for a person, without anything in it that a machine could forge. */
export function expectSentence(result: Result<unknown>): Problem {
  if (result.ok) throw new Error(`It worked: ${JSON.stringify(result.value)}`);
  const { problem } = result;
  expect(problem.message).toMatch(/^[^\n\u0000-\u001F\u202A-\u202E]{10,300}[.!]$/u);
  return problem;
}

/** A little of everything. */
export const world = () =>
  folder({ file: file('0123456789'), folder: folder({ one: file('1'), two: file('2') }), link: link('/file') });

/** Something of everything that a client asks; ends with the first problem. */
export async function everything(files: FileChannel): Promise<Result<undefined>> {
  const listed = await files.list('/folder', () => {});
  if (!listed.ok) return listed;
  const buffer = Buffer.alloc(100);
  const steps: (() => Promise<Result<unknown>>)[] = [
    () => files.realPath('.'),
    () => files.stat('/link', true),
    () => files.readLink('/link'),
    () => files.makeFolder('/new'),
    () => files.makeLink('/new/link', 'target'),
    async () => {
      const made = await files.openFile('/new/file', 'create');
      if (!made.ok) return made;
      const written = await made.value.write(0, Buffer.from('abc'));
      if (!written.ok) return written;
      const set = await made.value.setAttributes({ modifiedAt: 1_000_000 });
      return set.ok ? made.value.close() : set;
    },
    () => files.rename('/new/file', '/new/other', false),
    () => files.rename('/new/other', '/file', true),
    async () => {
      const source = await files.openFile('/file', 'read');
      if (!source.ok) return source;
      const stat = await source.value.stat();
      if (!stat.ok) return stat;
      const read = await source.value.read(0, buffer);
      return read.ok ? source.value.close() : read;
    },
    () => files.removeFile('/new/link'),
    () => files.removeFolder('/new'),
    () => files.setAttributes('/file', { mode: 0o600 }),
  ];
  for (const step of steps) {
    const done = await step();
    if (!done.ok) return done;
  }
  return { ok: true, value: undefined };
}

/** Answers the first request of a type with something else. */
export function lie(type: string, answer: (request: SftpRequest, right: () => Buffer) => Act): HostileOptions {
  let hasLied = false;
  return {
    tree: world(),
    onRequest(request, right) {
      if (request.type !== type || hasLied) return undefined;
      hasLied = true;
      return answer(request, right);
    },
  };
}

/** Everything a client asks, but for what opens the channel. */
export const types = [
  ...['OPENDIR', 'READDIR', 'REALPATH', 'STAT', 'READLINK', 'MKDIR', 'SYMLINK', 'OPEN', 'WRITE', 'FSETSTAT', 'CLOSE'],
  ...['RENAME', 'posix-rename@openssh.com', 'FSTAT', 'READ', 'REMOVE', 'RMDIR', 'SETSTAT'],
];
