/** A step as it is run with others: what it is called, and the line that runs it. */
export interface RunnableStep {
  name: string;
  line: string;
}

/** A word of a POSIX shell, whatever it holds. */
function word(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Names come from services: nothing of them may move the cursor. */
function said(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 120);
}

/**
 * One line for bash, zsh and sh that runs steps in their order in the terminal's own shell, so that what one sets or
 * changes to is there for the next. It stops at the first that fails, says which one that was, and ends with its status.
 * Each line must be one line.
 */
export function runAllLine(steps: readonly RunnableStep[]): string {
  const count = steps.length;
  const parts = steps.map(({ name, line }, index) => {
    const place = `Step ${index + 1} of ${count}: ${said(name)}`;
    return `printf '\\n%s\\n' ${word(`== ${place}`)}; eval ${word(line)} || { s=$?; printf '\\n%s %s.\\n' ${word(`Stopped. ${place} failed with`)} "$s"; break; }`;
  });
  const all = count === 1 ? 'The step passed.' : `All ${count} steps passed.`;
  return `s=0; while :; do ${parts.join('; ')}; printf '\\n%s\\n' ${word(all)}; break; done; (exit "$s")`;
}
