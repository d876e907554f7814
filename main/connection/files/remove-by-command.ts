import { randomUUID } from 'node:crypto';
import { plainText } from '../../lib/plain-text.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { pathWord } from '../shell-files/shell-script.ts';
import { joinPath } from './entry-names.ts';
import { type FileTask, hasCommands } from './file-task.ts';
import { runLong } from './long-command.ts';

/**
 * Removes a folder with a command of the machine, where that is sure to meet the same folder: a mark that was made over
 * SFTP must be in it. `find` and `rm` do not follow links; busybox's `find` deletes nothing. When nobody reads any more what
 * it says, `find` ends, and `rm` does not begin.
 *
 * @returns whether it was tried; what is still there must be looked at
 */
export async function removeByCommand(
  task: FileTask,
  files: RemoteFiles,
  folder: string,
  onRemoved: (count: number) => void,
): Promise<boolean> {
  if (!(await hasCommands(task)) || task.signal.aborted) return false;
  const mark = files.via === 'shell' ? undefined : joinPath(folder, `.jumpseat-${randomUUID()}`);
  if (mark !== undefined && !(await files.makeFolder(mark)).ok) return false;
  const word = pathWord(folder);
  const isMarked = mark === undefined ? `[ -d ${word} ]` : `[ -d ${pathWord(mark)} ]`;
  // The mark does not count as something that was removed.
  let unannounced = mark === undefined ? 0 : 1;
  const done = await runLong(
    task,
    `[ -L ${word} ] && exit 1
${isMarked} || exit 1
if find . -maxdepth 0 -name none -delete -print0 >/dev/null 2>&1; then exec find ${word} -depth -delete -print0; fi
n=$(find ${word} -exec sh -c 'echo $#' sh {} + | { n=0; while read -r c; do n=$((n + c)); done; echo $n; })
echo || exit 1
rm -rf -- ${word} && echo "removed $n"
exit`,
    (chunk) => {
      let count = 0;
      for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) count += 1;
      const uncounted = Math.min(unannounced, count);
      unannounced -= uncounted;
      if (count > uncounted) onRemoved(count - uncounted);
    },
  );
  const all = /^removed (\d{1,9})$/m.exec(done.ok ? done.value.output : '')?.[1];
  if (all !== undefined) onRemoved(Number(all) - unannounced);
  if (done.ok && done.value.errors !== '') task.log(`removing a folder: ${plainText(done.value.errors, 500)}`);
  if (mark !== undefined && (await files.stat(mark, false)).ok) await files.removeFolder(mark);
  return true;
}
