import { splitWords } from './words.ts';

/** Where the arguments of ssh begin, and what was said before them. */
export interface SshProgram {
  /** Everything after the word `ssh`. */
  rest: string;
  /** From sshpass. */
  password?: string;
  notes: string[];
}

export const SSHPASS_NOTE = 'The password is not in the command: sshpass would take it from SSHPASS.';

/** Prompts of shells as they are copied along: `$ `, `> `, `# `, `me@box:~$ `, `PS C:\> `, `C:\Users\me>`. */
const prompt =
  /^(?:[$>#%❯➜»][ \t]+|\$(?=ssh)|PS [^>\n]{0,200}>[ \t]*|[A-Za-z]:\\[^>\n]{0,200}>[ \t]*|\[?[\w.-]{1,64}@[\w.-]{1,64}[: ][^$#%\n]{0,200}[$#%][ \t]+)/;
/** Words that may stand before a command and do not change what it is. */
const wrapper = /^(?:&|exec|command|sudo|time|nohup|env|winpty|[A-Za-z_][A-Za-z0-9_]*=(?:'[^']*'|"[^"]*"|[^\s'"]*))\s+/;
const programs = /^(["']?)(?:[^\s"']*[\\/]|[A-Za-z]:\\[^"']*\\)?(ssh|sshpass|autossh)(?:\.exe)?\1(?=\s|$)/i;

/** The line without the prompts that were copied with it. */
export function withoutPrompt(line: string): string {
  let rest = line.trimStart();
  for (let match = prompt.exec(rest); match !== null; match = prompt.exec(rest)) rest = rest.slice(match[0].length);
  return rest;
}

/**
 * Finds ssh at the beginning of a line, behind prompts and words such as `exec`; undefined when it is not there.
 *
 * @param isBehindSshpass it was started by sshpass, which starts no other sshpass
 */
export function findSshProgram(line: string, isBehindSshpass = false): SshProgram | undefined {
  let rest = withoutPrompt(line);
  let environmentPassword: string | undefined;
  for (let match = wrapper.exec(rest); match !== null; match = wrapper.exec(rest)) {
    environmentPassword ??= readEnvironmentPassword(match[0]);
    rest = rest.slice(match[0].length);
  }
  const match = programs.exec(rest);
  if (match === null) return undefined;
  rest = rest.slice(match[0].length);
  const program = match[2];
  if (program === 'sshpass') return isBehindSshpass ? undefined : readSshpass(rest, environmentPassword);
  // Its monitoring port is the one thing autossh adds.
  if (program === 'autossh') rest = rest.replace(/^\s+-M\s*\d+/, '');
  return { rest, notes: [] };
}

/** The password in `SSHPASS=secret`, as `sshpass -e` reads it. */
export function readEnvironmentPassword(assignment: string): string | undefined {
  const match = /(?:^|\s)SSHPASS=(\S.*|$)/.exec(assignment.trim());
  if (match === null) return undefined;
  const split = splitWords(match[1] ?? '');
  return split.ok ? split.value.words[0] : undefined;
}

/** Reads the options of sshpass(1) up to the ssh command that it starts. */
function readSshpass(text: string, environmentPassword: string | undefined): SshProgram | undefined {
  let rest = text.trimStart();
  let password: string | undefined;
  const notes: string[] = [];
  const value = String.raw`\s*('[^']*'|"(?:[^"\\]|\\.)*"|(?:[^\s'"\\]|\\.)+)\s*`;
  const option = new RegExp(String.raw`^(?:-([vVhe])\s*|-([pfdP])${value})`);
  for (let match = option.exec(rest); match !== null; match = option.exec(rest)) {
    const split = splitWords(match[3] ?? '');
    if (match[2] === 'p' && split.ok) password = split.value.words.join(' ');
    if (match[2] === 'f') notes.push('The file with the password that sshpass names is not read: type the password.');
    if (match[1] === 'e') {
      password = environmentPassword;
      if (password === undefined) notes.push(SSHPASS_NOTE);
    }
    rest = rest.slice(match[0].length);
  }
  const program = findSshProgram(rest, true);
  if (program === undefined) return undefined;
  return { ...program, ...(password === undefined ? {} : { password }), notes: [...notes, ...program.notes] };
}
