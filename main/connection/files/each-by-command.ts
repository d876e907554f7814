import type { RemoteStat } from '../remote/remote-files.ts';
import { pathWord } from '../shell-files/shell-script.ts';
import { readStatLine, STAT_FORMATS } from '../shell-files/stat-fields.ts';
import type { FileTask } from './file-task.ts';
import { runLong } from './long-command.ts';

/** Longest list of paths in one command; Linux takes 128 KiB as one word. */
const MAX_WORDS_LENGTH = 60_000;

/** Looks at everything at some paths and in them with one command; where each thing is, is not told. */
export async function eachByCommand(
  task: FileTask,
  paths: readonly string[],
  onThing: (stat: RemoteStat) => void,
): Promise<void> {
  for (const words of groups(paths.map(pathWord))) {
    if (task.signal.aborted) return;
    let rest = '';
    const script = `if stat -c %f / >/dev/null 2>&1; then exec find ${words} -exec stat -c ${STAT_FORMATS.gnu} {} +; fi
exec find ${words} -exec stat -f ${STAT_FORMATS.bsd} {} +`;
    await runLong(task, script, (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop()?.slice(-1_024) ?? '';
      for (const line of lines) {
        const read = readStatLine(line);
        if (read !== undefined && !task.signal.aborted) onThing(read.stat);
      }
    });
  }
}

function* groups(words: readonly string[]): Generator<string> {
  let group = '';
  for (const word of words) {
    if (group.length + word.length > MAX_WORDS_LENGTH && group !== '') {
      yield group;
      group = '';
    }
    group += ` ${word}`;
  }
  if (group !== '') yield group;
}
