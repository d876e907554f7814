import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { type SalvagePartKind, salvageFiles } from '../../contract/salvage.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { codeOf, explainLocal } from '../local/local-problems.ts';
import { eachSavedFile } from './apply/saved-files.ts';
import { COMMITS_LIST } from './part-file.ts';

export interface PartText {
  text: string;
  isCut: boolean;
}

/** So much of a part is shown; bytes. A character of what is no text takes three. */
const SHOWN_BYTES = 256 * 1024;
/** So many names of an archive are shown. */
const SHOWN_FILES = 2_000;
const NAME_CHARACTERS = 400;

/** The beginning of a part, as text that shows what it is. `not-found` */
export async function readPart(folder: string, kind: SalvagePartKind): Promise<Result<PartText>> {
  const path = join(folder, salvageFiles[kind]);
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return fail('not-found', 'This part was not saved.');
  if (kind === 'commits') return readText(join(folder, COMMITS_LIST));
  return path.endsWith('.tar') ? readNames(path) : readText(path);
}

async function readText(path: string): Promise<Result<PartText>> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, SHOWN_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    // Tabs and new lines are all that a text has of these.
    return ok({ text: text.replaceAll(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD'), isCut: size > bytesRead });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ok({ text: '', isCut: true });
    return { ok: false, problem: explainLocal(error, path) };
  }
}

async function readNames(path: string): Promise<Result<PartText>> {
  const lines: string[] = [];
  let isCut = false;
  const done = await eachSavedFile(path, async (file, body) => {
    await body.cancel();
    isCut = lines.length >= SHOWN_FILES;
    const name = plainText(file.path, NAME_CHARACTERS);
    if (!isCut)
      lines.push(file.kind === 'link' ? `${name} -> ${plainText(file.target, 100)}` : `${name}\t${file.sizeBytes}`);
    return !isCut;
  });
  return done.ok ? ok({ text: lines.map((line) => `${line}\n`).join(''), isCut }) : done;
}
