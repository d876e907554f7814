import type { z } from 'zod';
import type { connectionCalls } from '../../contract/connection-control.ts';
import { remotePathSchema } from '../../contract/files.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { checksum } from './checksum.ts';
import { connectionLost, type FileTask, follow } from './file-task.ts';
import { localChecksum } from './local-checksum.ts';
import { plainKind } from './locate.ts';

interface Context {
  machine: MachineFiles;
  clock: Clock;
  signal: AbortSignal;
  log(line: string): void;
}

type Comparison = z.output<typeof connectionCalls.compareFile.output>;
type FileFacts = z.output<typeof connectionCalls.statFile.output>;

/** Sizes and SHA-256 of a file of the machine and one of this computer, worked out at the same time. */
export async function compareFile(
  { machine, clock, signal, log }: Context,
  { path, localPath }: { path: string; localPath: string },
): Promise<Result<Comparison>> {
  const files = await machine.browse();
  if (!files.ok) return files;
  const { controller, release } = follow(AbortSignal.any([signal, machine.lost]));
  const task: FileTask = { machine, clock, signal: controller.signal, log, onProgress: () => {} };
  const remoteSide = async () => {
    const [stat, sum] = await Promise.all([files.value.stat(path, true), checksum(task, files.value, path)]);
    if (!sum.ok) return sum;
    return stat.ok ? ok({ sizeBytes: stat.value.sizeBytes, sha256: sum.value.sha256 }) : stat;
  };
  let first: Extract<Result<never>, { ok: false }> | undefined;
  const noting = <T>(result: Result<T>) => {
    if (result.ok) return result;
    first ??= result;
    // When one side cannot, the other need not.
    controller.abort();
    return result;
  };
  const [local, remote] = await Promise.all([
    localChecksum(localPath, controller.signal).then(noting),
    remoteSide().then(noting),
  ]);
  release();
  if (machine.lost.aborted) return connectionLost();
  if (first !== undefined) return first;
  if (!local.ok) return local;
  if (!remote.ok) return remote;
  return ok({
    localBytes: local.value.sizeBytes,
    remoteBytes: remote.value.sizeBytes,
    localSha256: local.value.sha256,
    remoteSha256: remote.value.sha256,
  });
}

/** What is at a path of the machine, links followed. */
export async function statFile(machine: MachineFiles, path: string): Promise<Result<FileFacts>> {
  const files = await machine.browse();
  if (!files.ok) return files;
  const [there, real] = await Promise.all([files.value.stat(path, true), files.value.realPath(path)]);
  if (!there.ok) return there;
  const { kind, sizeBytes, modifiedAt, mode } = there.value;
  return ok({
    kind: plainKind(kind),
    sizeBytes,
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    ...(mode === undefined ? {} : { mode }),
    ...(real.ok && remotePathSchema.safeParse(real.value).success ? { realPath: real.value } : {}),
  });
}
