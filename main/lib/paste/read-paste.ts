import type { Result } from '../../contract/problem.ts';
import { assemble } from './assemble.ts';
import { cleanText, toLines } from './clean-text.ts';
import type { Label } from './labels.ts';
import type { Paste } from './paste.ts';
import { takePrivateKey } from './private-key.ts';
import { isRdpFile, readRdpFile } from './rdp-file.ts';
import { readLine, takeField, type ReadLine } from './read-line.ts';
import { EXPECTED, refuse } from './refuse.ts';
import { fillInVariables } from './script-variables.ts';
import { toMachines } from './to-machines.ts';

const codemagicScript = /codemagic\.io\/ssh-access\//i;

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
    return toMachines([{ ...file.value.record, words: [], isLabelled: false }], { text, notes: file.value.notes });
  }
  const { privateKey, rest } = takePrivateKey(text);
  const told = privateKey === undefined ? withoutAliases(rest) : fillInVariables(rest);
  const read = readLines(toLines(told));
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
  return toMachines(records, { text, notes, ...(privateKey === undefined ? {} : { privateKey }) });
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
