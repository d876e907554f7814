import { machineFormSchema, type MachineForm } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import type { HostKey } from '../../contract/session.ts';
import { ok } from '../result.ts';
import { readUser } from './address.ts';
import { assemble, type Gathered } from './assemble.ts';
import { cleanText, toLines } from './clean-text.ts';
import type { Label } from './labels.ts';
import { takePrivateKey } from './private-key.ts';
import { isRdpFile, readRdpFile } from './rdp-file.ts';
import { readLine, takeField, type ReadLine } from './read-line.ts';
import type { MachineKindOfForm } from './record.ts';
import { EXPECTED, refuse } from './refuse.ts';
import { readEnvironmentPassword, SSHPASS_NOTE } from './ssh-program.ts';

/** A machine that a pasted text names: its form for the person, and its secrets apart from it. */
export interface PastedMachine {
  form: MachineForm;
  password?: string;
  /** PEM, out of the text itself. */
  privateKey?: string;
  /** As the text tells it, to be pinned. */
  hostKey?: HostKey;
}

export interface Paste {
  machines: PastedMachine[];
  /** What was left out, changed or guessed and why, for people. No secret is in them. */
  notes: string[];
}

/** More machines than a build has. */
const MOST_MACHINES = 32;
const defaultPorts = { ssh: 22, vnc: 5900, rdp: 3389 } as const;
/** CircleCI's own text above its commands. Its machines take any user name in the direct form. */
const circleciText = /You can now SSH into this (?:box|job)/i;
const codemagicScript = /codemagic\.io\/ssh-access\//i;
const fingerprint = /\b(RSA|ECDSA|ED25519) key fingerprint[^\n]{0,60}\s+(SHA256:[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])/i;

/** The host key that a text announces for the machine, in the words of OpenSSH and CircleCI. */
export function readFingerprint(text: string): HostKey | undefined {
  const match = fingerprint.exec(text);
  return match === null ? undefined : { algorithm: match[1] ?? '', sha256: match[2] ?? '', source: 'provider' };
}

/**
 * Reads a pasted text: an ssh command in any real form, an address with user and password, links, .rdp files, and what
 * the services show on their pages. Nothing is run, expanded or asked of anybody. Pure.
 * `paste-unreadable` with what was wrong, or with what was expected.
 */
export function readPaste(pasted: string): Result<Paste> {
  const text = cleanText(pasted);
  if (isRdpFile(text)) {
    const file = readRdpFile(text);
    if (!file.ok) return file;
    return finish([{ ...file.value.record, words: [], isLabelled: false }], { text, notes: file.value.notes });
  }
  const { privateKey, rest } = takePrivateKey(text);
  const read = readLines(toLines(withoutAliases(rest)));
  const { records, leftOver } = assemble(read.items);
  const notes = [...read.notes];
  if (codemagicScript.test(text))
    notes.push(
      'The curl command was not run. Paste the script that it downloads to sign in with SSH, or add your Codemagic account.',
    );
  if (leftOver.length > 0) notes.push('A password in the text belongs to no address; it was left out.');
  const [refusal] = read.refusals;
  if (records.length === 0) {
    if (refusal !== undefined) return refusal;
    if (codemagicScript.test(text))
      return refuse(
        "Codemagic's command downloads a script and runs it; Jumpseat does not run what was pasted.",
        'Paste the script itself, or add your Codemagic account: then Jumpseat reads it for you.',
      );
    if (privateKey !== undefined) return refuse('The text holds a private key, but names no machine that it opens.');
    return refuse('There is no address of a machine in this text.', EXPECTED);
  }
  if (refusal !== undefined && !refusal.ok) notes.push(`A part was left out. ${refusal.problem.message}`);
  return finish(records, { text, notes, ...(privateKey === undefined ? {} : { privateKey }) });
}

/** In ssh_config(5) `Host` is only the name of a section that says `HostName` itself. */
function withoutAliases(text: string): string {
  return /^[ \t]*HostName[ \t]+\S/im.test(text) ? text.replaceAll(/^[ \t]*Host[ \t]+\S.*$/gim, '') : text;
}

function readLines(lines: readonly string[]): ReadLine {
  const all: ReadLine = { items: [], refusals: [], notes: [] };
  let open: Label | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    let read = readLine(line);
    // After a label alone in its line comes its value, whatever it looks like; but not another label.
    if (open !== undefined && read.open === undefined && !read.items.some(({ type }) => type === 'field')) {
      const valued: ReadLine = { items: [], refusals: [], notes: [] };
      takeField(valued, open, line);
      read = valued;
    }
    open = read.open;
    all.items.push(...read.items);
    all.refusals.push(...read.refusals);
    all.notes.push(...read.notes);
  }
  return all;
}

interface Context {
  text: string;
  notes: string[];
  privateKey?: string;
}

function finish(records: readonly Gathered[], context: Context): Result<Paste> {
  const notes = new Set(context.notes);
  const machines = new Map<string, PastedMachine>();
  const environmentPassword = readEnvironmentPassword(/\bSSHPASS=[^\n]*/.exec(context.text)?.[0] ?? '');
  if (environmentPassword !== undefined) notes.delete(SSHPASS_NOTE);
  const hostKey = readFingerprint(context.text);
  const onlyPassword = shared(records.map(({ password }) => password));
  for (const record of records.slice(0, MOST_MACHINES)) {
    // What else stands in CircleCI's text, or beside a key in a script, is neither user nor password.
    if (context.privateKey === undefined && !circleciText.test(context.text)) takeWords(record, notes);
    const kind = kindOf(record, context.text, notes);
    const user = record.user ?? (kind === 'ssh' && circleciText.test(context.text) ? 'circleci' : undefined);
    if (user !== undefined) {
      const valid = readUser(user, kind);
      if (!valid.ok) return valid;
    }
    const { host = '', port = defaultPorts[kind], command, jumps = [], identityFile } = record;
    const form = machineFormSchema.safeParse({
      kind,
      host,
      port,
      user,
      jumps,
      ...(kind === 'ssh' ? { command, identityFile: context.privateKey === undefined ? identityFile : undefined } : {}),
    });
    if (!form.success) return refuse(whyNot(form.error.issues[0]?.path[0]));
    const password = record.password ?? (kind === 'ssh' ? (onlyPassword ?? environmentPassword) : undefined);
    const machine: PastedMachine = { form: form.data, ...(password === undefined ? {} : { password }) };
    if (kind === 'ssh' && context.privateKey !== undefined) machine.privateKey = context.privateKey;
    if (kind === 'ssh' && hostKey !== undefined) machine.hostKey = hostKey;
    if (kind === 'ssh' && user === undefined) notes.add('No user is named: say as whom to sign in.');
    const known = machines.get(JSON.stringify(form.data));
    machines.set(JSON.stringify(form.data), { ...machine, ...known });
  }
  return ok({ machines: [...machines.values()], notes: [...notes] });
}

/** The one password of a text; undefined when there are several. */
function shared(passwords: readonly (string | undefined)[]): string | undefined {
  const all = new Set(passwords.filter((password) => password !== undefined));
  return all.size === 1 ? [...all][0] : undefined;
}

function whyNot(part: PropertyKey | undefined): string {
  if (part === 'port') return 'What is given as the port is none; ports go from 1 to 65535.';
  if (part === 'command') return 'The command after the host is longer than Jumpseat takes.';
  return 'The address in this text cannot be used.';
}

/** Words without a label: the password behind a command, or user and password behind an address. */
function takeWords(record: Gathered, notes: Set<string>): void {
  const [first, second, third] = record.words;
  if (first === undefined || record.password !== undefined) return;
  if (record.user !== undefined && second === undefined) {
    record.password = first;
    notes.add('The word beside the address was taken for the password.');
  } else if (record.user === undefined && second !== undefined && third === undefined) {
    record.user = first;
    record.password = second;
    notes.add('The two words beside the address were taken for user and password.');
  } else {
    notes.add('Words beside the address were not used: write “User:” or “Password:” before them.');
  }
}

function kindOf(record: Gathered, text: string, notes: Set<string>): MachineKindOfForm {
  const told = record.kind ?? record.heading;
  if (told !== undefined) return told;
  if (record.port === 3389) return 'rdp';
  if (record.port !== undefined && record.port >= 5900 && record.port < 6000) return 'vnc';
  // Codemagic's page shows the screen's address so, and SSH as a script.
  if (record.isLabelled && (record.user === 'builder' || /codemagic/i.test(text))) {
    notes.add('Read as the screen of a Codemagic machine over VNC. Choose RDP if the build ran on Windows.');
    return 'vnc';
  }
  if (record.port !== 22) notes.add('The text does not say what answers there; it was read as SSH.');
  return 'ssh';
}
