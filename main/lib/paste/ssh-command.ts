import type { Jump } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../result.ts';
import { quote, refuse } from './refuse.ts';
import {
  takeDestination,
  takeIdentityFile,
  takeJumps,
  takeOption,
  takePort,
  takeUser,
  type SshTarget,
} from './ssh-target.ts';
import { findSshProgram } from './ssh-program.ts';
import { splitWords } from './words.ts';

/** What an ssh command says, without anything having been run or expanded. */
export interface SshCommand {
  host: string;
  /** 22 unless the command says otherwise. */
  port: number;
  user?: string;
  password?: string;
  /** What to run in place of the login shell. */
  command?: string;
  jumps: Jump[];
  identityFile?: string;
  /** What was left out or changed and why, for people. */
  notes: string[];
}

/** Options of ssh(1) that take a value, and what is done with it. */
const valued: Record<string, ((target: SshTarget, value: string) => Result<undefined>) | undefined> = {
  p: takePort,
  l: takeUser,
  i: takeIdentityFile,
  J: takeJumps,
  o: takeOption,
};
/** Options with a value that are not followed: where they listen, what they forward, how they encrypt. */
const unusedValued = 'BbcDEeFILmOPQRSWw';
/** Options without a value that are not followed. */
const unusedFlags = 'AfGgKMNsVXYy';
/** Options without a value that change nothing here. */
const silentFlags = '46aCknqTtvx';

/** Reads words as ssh(1) does: options may stand before and after the host, the first other word begins a command. */
function readArguments(target: SshTarget, words: readonly string[]): Result<undefined> {
  let isOptionsOver = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!isOptionsOver && word === '--') {
      isOptionsOver = true;
    } else if (!isOptionsOver && word.startsWith('-') && word !== '-') {
      const used = readFlags(target, word, words[index + 1]);
      if (!used.ok) return used;
      if (used.value) index += 1;
    } else if (target.host === undefined) {
      const destination = takeDestination(target, word);
      if (!destination.ok) return destination;
      // After `--` and the host there is nothing but the command.
      if (isOptionsOver) return takeCommand(target, words.slice(index + 1));
    } else {
      return takeCommand(target, words.slice(index));
    }
  }
  return ok();
}

function takeCommand(target: SshTarget, words: readonly string[]): Result<undefined> {
  if (words.length > 0) target.command = words.join(' ');
  return ok();
}

/** Reads one word of options, such as `-tt`, `-p2222` or `-Atp`. Says whether the next word was its value. */
function readFlags(target: SshTarget, word: string, next: string | undefined): Result<boolean> {
  for (let position = 1; position < word.length; position += 1) {
    const letter = word.charAt(position);
    const take = valued[letter];
    if (take !== undefined || unusedValued.includes(letter)) {
      const joined = word.slice(position + 1);
      const value = joined === '' ? next : joined;
      if (value === undefined) return refuse(`The option -${letter} lacks its value.`);
      if (take === undefined) target.unused.add(`-${letter}`);
      const taken = take?.(target, value) ?? ok();
      return taken.ok ? ok(joined === '') : taken;
    }
    if (unusedFlags.includes(letter)) target.unused.add(`-${letter}`);
    else if (!silentFlags.includes(letter)) return refuse(`${quote(word)} is no option of ssh.`);
  }
  return ok(false);
}

/**
 * Reads one line with an ssh command: `ssh`, a path to it, or `sshpass` before it; a prompt in front is skipped. Nothing
 * is run and nothing expanded. Pure.
 */
export function readSshCommand(line: string): Result<SshCommand> {
  const joined = line.replaceAll(/[\\`^][ \t]*\r?\n\s*/g, ' ').trim();
  const program = findSshProgram(joined);
  if (program === undefined) return refuse('This is no ssh command.');
  const split = splitWords(program.rest);
  if (!split.ok) return split;
  const target: SshTarget = { unused: new Set(), notes: new Set(program.notes) };
  const read = readArguments(target, split.value.words);
  if (!read.ok) return read;
  const { host, hostName, port = 22, user, command, identityFile, jumps = [] } = target;
  if (host === undefined) return refuse('The ssh command names no host.');
  const password = program.password ?? target.password;
  if (target.unused.size > 0)
    target.notes.add(`Not used: ${[...target.unused].join(', ')}. Jumpseat connects without it.`);
  if (split.value.endedBy !== undefined)
    target.notes.add(`What stands after “${split.value.endedBy}” was left out: only the ssh command was read.`);
  if (/(^|\.)tmate\.io$/.test(host) && user?.startsWith('ro-') === true)
    target.notes.add('This is a read-only address of tmate: you can watch, but not type.');
  return ok({
    host: hostName ?? host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(command === undefined ? {} : { command }),
    jumps,
    ...(identityFile === undefined ? {} : { identityFile }),
    notes: [...target.notes],
  });
}
