import { hostSchema, portSchema, userSchema } from '../../contract/session.ts';

/** What a `ssh_access_script.sh` says. */
export interface AccessScript {
  host: string;
  port: number;
  user: string;
  /** PEM or OpenSSH form. */
  privateKey: string;
}

const KEY = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----([\s\S]{40,20000}?)-----END \1-----/;
/** "-----BEGIN " in base64. */
const ENCODED_KEY = /LS0tLS1CRUdJTi[A-Za-z0-9+/\s]{100,40000}={0,2}/;
/** Options of ssh that take the next word with them (OpenSSH, ssh(1)). */
const WITH_VALUE = new Set('BbcDEeFIiJLlmOopPQRSWw');
const USER = 'builder';
/** A script has one command that counts; of a text made of nothing else only so many are looked at, and so much of each. */
const MAX_COMMANDS = 100;
const MAX_WORDS = 100;

function findKey(text: string): string | undefined {
  const found = KEY.exec(text) ?? KEY.exec(decodedKey(text));
  if (found === null) return undefined;
  const [, kind = '', body = ''] = found;
  // A key inside `echo -e "…"` has its line breaks written as \n, one in a here-document may be indented.
  const lines = body
    .replace(/\\r|\r/g, '')
    .replace(/\\n/g, '\n')
    .split('\n')
    .map((line) => line.trim());
  const content = lines.filter((line, index) => line !== '' || lines[index - 1]?.includes(':') === true);
  return `-----BEGIN ${kind}-----\n${content.join('\n')}\n-----END ${kind}-----\n`;
}

function decodedKey(text: string): string {
  const encoded = ENCODED_KEY.exec(text)?.[0];
  return encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('latin1');
}

/** Plain assignments, so that `ssh -p "$PORT" …` can be read too. */
function variables(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] =
      /^\s*(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w{0,60})=["']?([\w.:@-]{1,300})["']?\s*(?:;\s*)?$/.exec(
        line,
      ) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, value);
  }
  return found;
}

function filledIn(word: string, known: ReadonlyMap<string, string>): string {
  return word.replace(
    /\$\{(\w+)\}|\$(\w+)/g,
    (whole, braced?: string, bare?: string) => known.get(braced ?? bare ?? '') ?? whole,
  );
}

/** Words of a line as a shell would cut it, up to the end of the command. */
function words(line: string): string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"';|&<>()])+|[;|&<>()]/g)) {
    if (/^[;|&<>()]$/.test(word)) found.push('\n');
    else found.push(word.replace(/["']/g, ''));
  }
  return found;
}

type Target = Omit<AccessScript, 'privateKey'>;

/** Reads the words behind `ssh`. Undefined unless host, port and user are what they must be. */
function readCommand(args: readonly string[]): Target | undefined {
  let port: string | undefined;
  let user: string | undefined;
  let host: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '\n') break;
    if (word === '--') continue;
    const [, letters = '', glued] = /^-([A-Za-z0-9]+?)(?:=?(.*))?$/.exec(word) ?? [];
    if (letters !== '') {
      const letter = letters.at(-1) ?? '';
      const takesNext = WITH_VALUE.has(letter) && (glued ?? '') === '';
      const value = takesNext ? args[(index += 1)] : glued;
      if (letter === 'p') port = value;
      else if (letter === 'l') user = value;
      else if (letter === 'o') {
        port = /^port[=\s]+(\d+)$/i.exec(value ?? '')?.[1] ?? port;
        user = /^user[=\s]+(\S+)$/i.exec(value ?? '')?.[1] ?? user;
      }
      continue;
    }
    // The first plain word is where it goes; what comes after that and is no option runs there.
    if (host !== undefined) continue;
    const at = word.lastIndexOf('@');
    host = word.slice(at + 1);
    if (at > 0) user = word.slice(0, at);
  }
  const target = {
    host: hostSchema.safeParse(host).data,
    port: portSchema.safeParse(Number(port ?? 22)).data,
    user: userSchema.safeParse(user ?? USER).data,
  };
  if (target.host === undefined || target.port === undefined || target.user === undefined) return undefined;
  return { host: target.host, port: target.port, user: target.user };
}

/**
 * Takes the key and the address out of the script that Codemagic wants to be piped into a shell. It is read and never
 * run. Its exact text is not published, so several ways to write the same are understood; undefined when none fits.
 */
export function parseAccessScript(text: string): AccessScript | undefined {
  const privateKey = findKey(text);
  if (privateKey === undefined) return undefined;
  const lines = text.replace(/\r\n?/g, '\n').replace(/\\\n/g, ' ').split('\n');
  const known = variables(lines);
  let commands = 0;
  for (const line of lines) {
    if (/^\s*#/.test(line) || /-----(?:BEGIN|END)/.test(line)) continue;
    const all = words(line).map((word) => filledIn(word, known));
    for (const [index, word] of all.entries()) {
      if (word !== 'ssh' && !word.endsWith('/ssh')) continue;
      commands += 1;
      if (commands > MAX_COMMANDS) return undefined;
      const target = readCommand(all.slice(index + 1, index + 1 + MAX_WORDS));
      if (target !== undefined) return { ...target, privateKey };
    }
  }
  return undefined;
}
