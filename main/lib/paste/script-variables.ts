const assignment =
  /^[ \t]*(?:(?:export|local|readonly|declare)[ \t]+)?([A-Za-z_]\w{0,60})=(["']?)([\w.:@~/-]{1,300})\2[ \t]*(?:;[ \t]*)?$/gm;
const use = /\$\{([A-Za-z_]\w{0,60})\}|\$([A-Za-z_]\w{0,60})/g;

/**
 * Writes plain values into the ssh commands of a script that were set in the same script (`PORT=2222`). Nothing else is
 * filled in: no variable of this computer, no command's output.
 */
export function fillInVariables(script: string): string {
  const values = new Map<string, string>();
  for (const [, name = '', , value = ''] of script.matchAll(assignment)) values.set(name, value);
  if (values.size === 0) return script;
  return script
    .split('\n')
    .map((line) =>
      /\bssh\s/.test(line)
        ? line.replaceAll(use, (whole, braced?: string, bare?: string) => values.get(braced ?? bare ?? '') ?? whole)
        : line,
    )
    .join('\n');
}
