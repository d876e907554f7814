import type { Result } from '../../contract/problem.ts';
import { readAddress } from './address.ts';
import { bitrisePattern, readBitriseCommand } from './bitrise-command.ts';
import { findLabels, kindOfHeading, readLoneLabel, readWordedLabels, type Label } from './labels.ts';
import { linkPattern, readLink } from './links.ts';
import type { PasteItem, PastedRecord } from './record.ts';
import { quote, refuse } from './refuse.ts';
import { readSshCommand } from './ssh-command.ts';
import { findSshProgram, withoutPrompt } from './ssh-program.ts';

/** What a line said, and what could not be followed. */
export interface ReadLine {
  items: PasteItem[];
  refusals: Result<never>[];
  notes: string[];
  /** A label whose value stands in the next line. */
  open?: Label;
}

/** Of more than these in one line none is meant for people. */
const MOST_COMMANDS = 20;
/** An ssh command within a sentence. */
const commandInProse = /(?:^|[\s"'`(>])(?=(?:[^\s"'`()>]{0,260}[\\/])?(?:ssh|sshpass|autossh)(?:\.exe)?\s+\S)/g;
/** Where a label begins behind a command that stands in the same line. A run of spaces is looked at once, from its start. */
const labelBehind =
  /(?<!\s)\s+(?:(?:ssh|vnc)[ -])?(?:password|passwd|pass|user ?name|user|port|host ?name|host|address|url)\s*:\s/gi;
/** `host:port`, `user@host`, an address in numbers; a plain word may be anything. */
const placeWord =
  /^(?:[^\s@]+@(?:\[[^\]\s]+\]|[^\s@:]+)(?::\d{1,6})?|(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*):\d{1,6}|(?:\d{1,3}\.){3}\d{1,3}|\[?[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:.]*:[0-9A-Fa-f.:]*\]?)$/;
/** Words that web pages put beside what is to be copied. */
const pageWords =
  /^(?:(?:SHA256|MD5):\S*|#!\S*|[{}[\]]|copy|copied!?|show|hide|close|connect|open|or|and|ssh|vnc|rdp|vscode|command|steps?|\W*)$/i;

/** Reads one line of a pasted text. */
export function readLine(line: string): ReadLine {
  const read: ReadLine = { items: [], refusals: [], notes: [] };
  const trimmed = line.trim();
  const text = /^`+[^`]*`*$/.test(trimmed) ? trimmed.replaceAll('`', '').trim() : trimmed;
  if (text === '') return read;
  const link = /^(?:ssh|vnc|rdp):\/\/\S+/i.exec(text)?.[0];
  if (link === undefined) readPart(read, text);
  else {
    takeLink(read, link);
    if (link.length < text.length) readPart(read, text.slice(link.length).trim());
  }
  // A single word counts only where it stands alone: "Run `ssh …`" says nothing by its first one.
  if (/\s/.test(text) && !placeWord.test(text.split(/\s/, 1)[0] ?? ''))
    read.items = read.items.filter(({ type }) => type !== 'word');
  return read;
}

function readPart(read: ReadLine, text: string): void {
  const command = splitAtCommand(text);
  if (command === undefined) return readFields(read, text);
  if (command.before !== '') readFields(read, command.before);
  takeCommand(read, command.text, command.isProse);
  if (command.after !== '') readPart(read, command.after);
}

function takeCommand(read: ReadLine, text: string, isProse: boolean): void {
  const placeholder = /<[A-Za-z][A-Za-z _-]{0,30}>/.exec(text)?.[0];
  if (placeholder !== undefined) {
    const message = `The command still has a placeholder in it: ${quote(placeholder)}.`;
    return void read.refusals.push(refuse(message, 'Copy it from the page of your own build.'));
  }
  if (bitrisePattern.test(text)) {
    const machine = readBitriseCommand(text);
    if (machine.ok) read.items.push({ type: 'place', record: machine.value, isWhole: true });
    else read.refusals.push(machine);
    return;
  }
  const command = readSshCommand(text);
  if (!command.ok) {
    // "Use ssh to connect" is no command, and nothing is wrong with it.
    if (!isProse || /@|-[A-Za-z]/.test(text)) read.refusals.push(command);
    return;
  }
  const { notes, ...record } = command.value;
  if (isProse && record.user === undefined && record.port === 22 && !/[.:]/.test(record.host)) return;
  read.notes.push(...notes);
  if (isProse && record.command !== undefined) {
    delete record.command;
    read.notes.push('The words behind the ssh command were taken for a part of the sentence, not of the command.');
  }
  read.items.push({ type: 'place', record: { kind: 'ssh', ...record }, isWhole: true });
}

/** Finds a command in a line, and what stands before and after it. */
function splitAtCommand(text: string): { before: string; text: string; after: string; isProse: boolean } | undefined {
  const bitrise = bitrisePattern.exec(text);
  if (bitrise !== null) return { before: '', text, after: '', isProse: false };
  // tmate says "ssh session: ssh …": a heading that begins like a command.
  const heading = /^ssh(?: [a-z]+){1,4}:\s+(?=ssh\s)/i.exec(text)?.[0] ?? '';
  const bare = text.slice(heading.length);
  if (findSshProgram(bare) !== undefined) return { before: '', isProse: false, ...cutBehind(bare) };
  for (const match of [...text.matchAll(commandInProse)].slice(0, MOST_COMMANDS)) {
    const start = match.index + match[0].length;
    const before = text.slice(0, start);
    const opener = before.at(-1) ?? '';
    const rest = text.slice(start);
    const close = { '`': '`', '"': '"', "'": "'", '(': ')' }[opener];
    const end = close === undefined ? -1 : rest.indexOf(close);
    const inner = end < 0 ? rest : rest.slice(0, end);
    if (findSshProgram(inner) === undefined) continue;
    const label = before.replace(/["'`(]$/, '').trim();
    // "Command: ssh …" and "1. ssh …" are nothing but the command.
    const isProse = end < 0 && label !== '' && !/^(?:[^\n]{0,60}[:=]|\d{1,3}[.)]|[-*>])$/.test(label);
    const cut = cutBehind(isProse ? inner.replace(/[.,;]+$/, '') : inner);
    const after = end < 0 ? cut.after : `${cut.after} ${rest.slice(end + 1)}`.trim();
    return { before: label, text: cut.text, after, isProse };
  }
  return undefined;
}

/** Cuts a command where a label begins, unless that stands within quotation marks. */
function cutBehind(text: string): { text: string; after: string } {
  for (const match of text.matchAll(labelBehind)) {
    const command = text.slice(0, match.index);
    const isQuoted = ['"', "'"].some((mark) => (command.split(mark).length - 1) % 2 === 1);
    if (!isQuoted) return { text: command, after: text.slice(match.index).trim() };
  }
  return { text, after: '' };
}

function readFields(read: ReadLine, text: string): void {
  const lone = readLoneLabel(text);
  if (lone !== undefined) {
    read.open = lone;
    return;
  }
  const labels = findLabels(text);
  if (labels.length > 0) {
    labels.forEach((label, index) => takeField(read, label, text.slice(label.end, labels[index + 1]?.start)));
    return;
  }
  const worded = readWordedLabels(text);
  if (worded.length > 0) {
    for (const { label, value } of worded) takeField(read, label, value);
    return;
  }
  const links = text.match(linkPattern) ?? [];
  for (const link of links) takeLink(read, link);
  if (links.length > 0) return;
  readWords(read, text);
}

/** Takes the value of a label; one that says nothing opens the label for the next line. */
export function takeField(read: ReadLine, label: Label, text: string): void {
  const value = unquote(text.trim());
  const { field, kind } = label;
  if (value === '') {
    if (text.trim() === '') read.open = label;
    return;
  }
  if (field === 'command') return readPart(read, value);
  const word = /^\S*?(?=[,;]?(?:\s|$))/.exec(value)?.[0] ?? value;
  if (field !== 'host') {
    // A Windows user may have a space in the name, a password anything.
    const isWhole = field === 'password' || (field === 'user' && value.includes('\\'));
    read.items.push({ type: 'field', field, value: isWhole ? value : word, ...(kind === undefined ? {} : { kind }) });
    return;
  }
  if (/^https?:/i.test(word)) return;
  if (/^(?:ssh|vnc|rdp):\/\//i.test(word)) return takeLink(read, word);
  if (findSshProgram(value) !== undefined) return readPart(read, value);
  const place = readAddress(word);
  if (!place.ok) return void read.refusals.push(place);
  // A host that stands alone waits for its other parts; one with a user or a port is a place by itself.
  const record: PastedRecord = { ...place.value, ...(kind === undefined ? {} : { kind }) };
  read.items.push({ type: 'place', record, isWhole: false });
}

function takeLink(read: ReadLine, link: string): void {
  const machine = readLink(link.replace(/[.,;]+$/, ''));
  if (machine.ok) read.items.push({ type: 'place', record: machine.value, isWhole: true });
  else read.refusals.push(machine);
}

/** A line without labels: an address with what belongs to it, a single word, a heading, or a sentence. */
function readWords(read: ReadLine, text: string): void {
  const words = withoutPrompt(text).split(/\s+/);
  const [first = ''] = words;
  if (words.length <= 3 && placeWord.test(first)) {
    const place = readAddress(first);
    if (!place.ok) return void read.refusals.push(place);
    // `user@host` is how ssh is told; a bare address may be anything.
    const record: PastedRecord = {
      ...place.value,
      ...(place.value.user === undefined ? {} : { kind: 'ssh' as const }),
    };
    read.items.push({ type: 'place', record, isWhole: true });
    for (const word of words.slice(1)) read.items.push({ type: 'word', text: word });
    return;
  }
  // Headings are short; a path or a link with "ssh" in it is none.
  const kind = text.length > 60 || /[/@\\]/.test(text) ? undefined : kindOfHeading(text);
  if (kind !== undefined) read.items.push({ type: 'kind', kind });
  else if (words.length === 1 && !pageWords.test(first)) read.items.push({ type: 'word', text: first });
}

function unquote(text: string): string {
  const match = /^(["'`])(.*?)\1[,;}\]\s]*$/.exec(text);
  return match === null ? text : (match[2] ?? '');
}
