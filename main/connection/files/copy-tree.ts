import type { Problem, Result } from '../../contract/problem.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import type { RemoteEntry, RemoteFiles } from '../remote/remote-files.ts';
import { readComplaint } from '../shell-files/shell-problems.ts';
import { pathWord } from '../shell-files/shell-script.ts';
import { copyFile } from './copy-file.ts';
import { type FileTask, hasCommands, osOf, stopped } from './file-task.ts';
import { runLong } from './long-command.ts';
import { walkTree } from './walk-tree.ts';

/**
 * Copies a thing with all that is in it to a name that is not taken, links as links, bits and times kept. After a failure
 * a part of the copy may be there; the caller removes it.
 */
export async function copyTree(
  task: FileTask,
  files: RemoteFiles,
  from: string,
  to: string,
): Promise<Result<undefined>> {
  const source = await files.stat(from, false);
  if (!source.ok) return source;
  if (await hasCommands(task)) {
    const done = await runLong(task, `exec cp -pPR ${pathWord(from)} ${pathWord(to)}`);
    if (!done.ok) return done;
    const isThere = (await files.stat(to, false)).ok;
    if (done.value.code === 0 && isThere) return ok();
    if (isThere || files.via === 'shell') return { ok: false, problem: readComplaint(done.value.errors) };
  }
  let copied = 0;
  const onBytes = (count: number) => {
    copied += count;
    task.onProgress(copied);
  };
  const copyThing = (path: string, target: string, kind: RemoteEntry['stat']['kind']) =>
    copyOne({ task, files, onBytes }, path, target, kind);
  if (source.value.kind !== 'folder') {
    const reason = await copyThing(from, to, source.value.kind);
    if (task.signal.aborted) return stopped(task);
    return reason === undefined ? ok() : { ok: false, problem: reason };
  }
  let failure: Problem | undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([task.signal, stop.signal]);
  const targetOf = (path: string) => to + path.slice(from.length);
  await walkTree({
    files,
    os: await osOf(task),
    roots: [from],
    signal,
    visitor: {
      async onEnter(path) {
        const made = await files.makeFolder(targetOf(path), 0o700);
        return made.ok ? undefined : made.problem;
      },
      onThing: (path, { stat }) => copyThing(path, targetOf(path), stat.kind),
      async onLeave(path) {
        const stat = await files.stat(path, false);
        if (!stat.ok) return stat.problem;
        const { mode, modifiedAt } = stat.value;
        const kept = await files.setAttributes(targetOf(path), { mode, modifiedAt });
        return kept.ok ? undefined : kept.problem;
      },
      onFailure(_, reason) {
        failure ??= reason;
        stop.abort();
      },
    },
  });
  if (task.signal.aborted) return stopped(task);
  return failure === undefined ? ok() : { ok: false, problem: failure };
}

interface CopyOne {
  task: FileTask;
  files: RemoteFiles;
  onBytes(count: number): void;
}

async function copyOne(
  { task, files, onBytes }: CopyOne,
  path: string,
  target: string,
  kind: RemoteEntry['stat']['kind'],
): Promise<Problem | undefined> {
  if (kind === 'other') return problem('not-supported', 'A pipe, socket or device cannot be copied.');
  const done =
    kind === 'link' ? await copyLink(files, path, target) : await copyFile(files, path, target, task.signal, onBytes);
  return done.ok ? undefined : done.problem;
}

async function copyLink(files: RemoteFiles, path: string, target: string): Promise<Result<undefined>> {
  const where = await files.readLink(path);
  if (!where.ok) return where;
  return where.value === '' ? fail('protocol-error', 'This link points nowhere.') : files.makeLink(target, where.value);
}
