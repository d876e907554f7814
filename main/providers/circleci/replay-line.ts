import { scriptOf } from './job-run.ts';

/** Where jobs work unless their configuration says otherwise: https://circleci.com/docs/configuration-reference/#jobs */
export const WORKING_FOLDER = '~/project';

/** A command of the service may hold anything; longer ones are not typed into a terminal. */
const MAX_LENGTH = 100_000;

/**
 * What earlier steps exported for later ones; bash reads the file by itself when it runs a script. The session's shell may
 * not have the variable, but the file is there. Source: the log of "Preparing environment variables".
 */
const BASH_ENV = '${BASH_ENV:-$(ls -t /tmp/.bash_env-* 2>/dev/null | head -n 1)}';

/** One word of bash, on one line whatever is in it (ANSI-C quoting). */
function bashWord(text: string): string {
  const named: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\', "'": "\\'" };
  const escaped = text.replace(/[\\'\p{Cc}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return named[character] ?? `\\u${code}`;
  });
  return `$'${escaped}'`;
}

function base64(bytes: Iterable<number>): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** UTF-16LE in base64, as PowerShell's -EncodedCommand takes it. */
function encoded(script: string): string {
  return base64(
    Array.from({ length: script.length }, (_, index) => script.charCodeAt(index)).flatMap((unit) => [
      unit & 0xff,
      unit >> 8,
    ]),
  );
}

/**
 * The line that runs a step again as the job did, in the shell its first line names: "#!/bin/bash -eo pipefail". One line
 * whatever the script holds, so that nothing of it runs before the person presses Enter. There is nobody to answer it.
 *
 * @param folder as a word of the shell
 */
export function replayLine(command: string, folder = WORKING_FOLDER): string {
  const { shell = '/bin/bash -eo pipefail', script } = scriptOf(command.slice(0, MAX_LENGTH));
  const body = script.trim();
  if (/powershell|pwsh/i.test(shell)) {
    const program = /pwsh/i.test(shell) ? 'pwsh.exe' : 'powershell.exe';
    return `cd ${folder}; ${program} -NoProfile -ExecutionPolicy Bypass -EncodedCommand ${encoded(body)}`;
  }
  const isShell = /^[\w./ +-]+$/.test(shell) && /(?:^|[/\s])(?:ba|z|da|k)?sh(?:\.exe)?(?:\s|$)/.test(shell);
  const interpreter = isShell ? shell : '/bin/bash -eo pipefail';
  // On Windows the terminal may be PowerShell, which has other rules of quoting.
  if (interpreter.includes('.exe'))
    return `cd ${folder}; ${interpreter} -c '. <(echo ${base64(new TextEncoder().encode(body))} | base64 -d)'`;
  return `cd ${folder} 2>/dev/null; ${/bash/.test(interpreter) ? `BASH_ENV="${BASH_ENV}" ` : ''}${interpreter} -c ${bashWord(body)} </dev/null`;
}
