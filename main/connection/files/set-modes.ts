import type { FileCallOutput } from '../../contract/file-port.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { ok, problem } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { readComplaint } from '../shell-files/shell-problems.ts';
import { pathWord } from '../shell-files/shell-script.ts';
import { isThing, visibleText, withoutEndSlashes } from './entry-names.ts';
import { type FileTask, inParallel, osOf, requestsAtOnce, stopped } from './file-task.ts';
import { runLong } from './long-command.ts';
import { walkTree } from './walk-tree.ts';

const MAX_FAILURES = 100;

interface Wanted {
  paths: readonly string[];
  /** Permission bits of files. */
  mode: number;
  isRecursive: boolean;
}

/** A folder that may be read is of no use unless it may be entered: `x` where there is `r`. */
export function folderMode(mode: number): number {
  return mode | ((mode & 0o444) >> 2);
}

/** Sets permission bits of things, and with `isRecursive` of all in them. Links stay as they are. */
export async function setModes(
  task: FileTask,
  files: RemoteFiles,
  { paths, mode, isRecursive }: Wanted,
): Promise<Result<FileCallOutput<'setMode'>>> {
  const outcome: FileCallOutput<'setMode'> = { changed: 0, failed: [] };
  const changed = (count = 1) => {
    outcome.changed += count;
    task.onProgress(outcome.changed);
  };
  const failed = (path: string, reason: Problem) => {
    if (outcome.failed.length < MAX_FAILURES) outcome.failed.push({ path: visibleText(path, 4_096), problem: reason });
  };
  async function set(path: string, bits: number): Promise<Problem | undefined> {
    const done = await files.setAttributes(path, { mode: bits });
    if (!done.ok) return done.problem;
    changed();
    return undefined;
  }
  const trees: string[] = [];
  await inParallel(paths.map(withoutEndSlashes), requestsAtOnce(files), task.signal, async (path) => {
    const there = await files.stat(path, false);
    if (!there.ok) return failed(path, there.problem);
    if (there.value.kind === 'link') return;
    if (isRecursive && there.value.kind === 'folder') {
      if (!isThing(path)) failed(path, problem('not-allowed', 'Not everything on the machine is changed at once.'));
      else trees.push(path);
      return;
    }
    const reason = await set(path, mode);
    if (reason !== undefined) failed(path, reason);
  });
  if (files.via === 'shell') {
    for (const path of trees) await setByCommand(task, path, mode, { changed, failed });
    return task.signal.aborted ? stopped(task) : ok(outcome);
  }
  await walkTree({
    files,
    os: await osOf(task),
    roots: trees,
    signal: task.signal,
    visitor: {
      onThing: (path, entry) => (entry.stat.kind === 'link' ? Promise.resolve(undefined) : set(path, mode)),
      // Afterwards: with its new bits it may not be open any more.
      onLeave: (path) => set(path, folderMode(mode)),
      // But where it is not open yet, its new bits may be what opens it.
      async onRefused(path, reason) {
        if (reason.code !== 'not-allowed') return false;
        return (await files.setAttributes(path, { mode: folderMode(mode) })).ok;
      },
      onFailure: failed,
    },
  });
  return task.signal.aborted ? stopped(task) : ok(outcome);
}

interface Tally {
  changed(count: number): void;
  failed(path: string, reason: Problem): void;
}

/** Without SFTP each thing would be a process; `find` does a tree with few. */
async function setByCommand(task: FileTask, path: string, mode: number, tally: Tally): Promise<void> {
  if (task.signal.aborted) return;
  const word = pathWord(path);
  const files = mode.toString(8);
  const folders = folderMode(mode).toString(8);
  // Folders that are not open yet are opened first, if that is what the new bits do.
  const open =
    (folderMode(mode) & 0o500) === 0o500 ? `find ${word} -type d ! -perm -500 -exec chmod ${folders} {} \\;\n` : '';
  const each = (bits: string) => `-exec sh -c 'chmod "$0" "$@" && echo $#' ${bits} {} +`;
  let said = '';
  const done = await runLong(
    task,
    // Folders last, with what they may close behind themselves; two commands, for busybox mixes them up in one.
    `${open}find ${word} ! -type d ! -type l ${each(files)}
exec find ${word} -depth -type d ${each(folders)}`,
    (chunk) => {
      const lines = (said + chunk.toString('utf8')).split('\n');
      said = lines.pop()?.slice(-32) ?? '';
      for (const line of lines) if (/^\d{1,7}$/.test(line)) tally.changed(Number(line));
    },
  );
  if (!done.ok) return task.signal.aborted ? undefined : tally.failed(path, done.problem);
  if (done.value.code !== 0 || done.value.errors !== '') tally.failed(path, readComplaint(done.value.errors));
}
