import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Result } from '../../../contract/problem.ts';
import { fail, ok } from '../../../lib/result.ts';
import { explainLocal } from '../../local/local-problems.ts';
import type { CloneGit } from './clone-git.ts';
import type { Scratch } from './scratch.ts';

/** The head of a bundle (gitformat-bundle): what it stands on, what it has, and where the pack begins. */
export interface BundleHead {
  needs: string[];
  tips: { hash: string; ref: string }[];
  packAt: number;
}

/** More than that is no head of a bundle of ours. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** As much of a pack is held in memory for git. */
const MAX_PACK_BYTES = 1024 * 1024 * 1024;

/** @returns undefined when it is no bundle as `git bundle create` makes it */
export function readBundleHead(start: Buffer): BundleHead | undefined {
  const end = start.indexOf('\n\n');
  if (end < 0) return undefined;
  const [first, ...lines] = start.subarray(0, end).toString('latin1').split('\n');
  if (first !== '# v2 git bundle' && first !== '# v3 git bundle') return undefined;
  const head: BundleHead = { needs: [], tips: [], packAt: end + 2 };
  for (const line of lines) {
    const [, needed] = /^-([0-9a-f]{40,64})(?: |$)/.exec(line) ?? [];
    const [, hash, ref = ''] =
      /^([0-9a-f]{40,64}) (HEAD|refs\/heads\/(?:(?![:?*^~\\[])[!-~]){1,900}|refs\/stash)$/.exec(line) ?? [];
    if (needed !== undefined) head.needs.push(needed);
    else if (hash !== undefined) head.tips.push({ hash, ref });
    else if (!line.startsWith('@object-format=')) return undefined;
  }
  return head.tips.length === 0 ? undefined : head;
}

const unreadable = fail('not-supported', 'The saved commits are not in a form that git has.', 'Save the work again.');

/** Reads the beginning of a bundle file. */
export async function openBundle(path: string): Promise<Result<BundleHead>> {
  try {
    await using file = await open(path, 'r');
    const buffer = Buffer.alloc(MAX_HEAD_BYTES);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    const head = readBundleHead(buffer.subarray(0, bytesRead));
    return head === undefined ? unreadable : ok(head);
  } catch (error) {
    return { ok: false, problem: explainLocal(error, path) };
  }
}

/**
 * Unpacks a bundle beside the clone, every object checked as git checks what it does not trust.
 * `source-unavailable` when the clone lacks what the commits stand on
 */
export async function unpackBundle(
  git: CloneGit,
  scratch: Scratch,
  path: string,
  { needs, packAt }: BundleHead,
): Promise<Result<undefined>> {
  const { environment } = scratch;
  const there = await git.run(['cat-file', '--batch-check'], {
    input: Buffer.from(needs.map((hash) => `${hash}\n`).join('')),
  });
  if (!there.ok) return there;
  if (/ missing$/m.test(there.value.output.toString('latin1')))
    return fail(
      'source-unavailable',
      'This clone lacks commits that the saved ones build on.',
      'Fetch from the project’s remote first, then try again.',
    );
  const pack = await readPack(path, packAt);
  if (!pack.ok) return pack;
  const indexed = await git.run(['index-pack', '--stdin', '--fix-thin', '--strict'], {
    input: pack.value,
    environment,
  });
  if (!indexed.ok) return indexed;
  if (indexed.value.code === 0) return ok();
  return fail(
    'not-supported',
    'Git does not take the saved commits.',
    'They are in the folder, in commits.bundle.',
    indexed.value.errors.slice(-500),
  );
}

async function readPack(path: string, start: number): Promise<Result<Buffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { start }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_PACK_BYTES)
        return fail(
          'too-large',
          'The saved commits are too large to be applied here.',
          'Fetch from commits.bundle with git.',
        );
      chunks.push(chunk);
    }
  } catch (error) {
    return { ok: false, problem: explainLocal(error, path) };
  }
  return ok(Buffer.concat(chunks));
}
