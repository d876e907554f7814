import { createHash } from 'node:crypto';
import type { Result } from '../../contract/problem.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { fail, ok } from '../../lib/result.ts';
import { joinPath } from '../files/entry-names.ts';
import type { FileAbilities, MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { MAX_CANDIDATES } from './git-lists.ts';
import { forEachAtOnce, lookInside } from './side.ts';
import type { Seen, Side, Walked } from './side.ts';
import { pathFault } from './sync-paths.ts';

/** Requests on their way at once; behind a shell each is a command of its own. */
const LOOKS_AT_ONCE = { sftp: 128, shell: 4 } as const;
const FOLDERS_AT_ONCE = { sftp: 8, shell: 2 } as const;
/** How deep folders are walked; a machine can make them up without end. */
const MAX_DEPTH = 64;
const HASH_LIMIT_MS = 110_000;
/** A line of a hash: 64 digits, and what some programs write behind them. */
const BYTES_PER_HASH = 200;
/** Where the machine cannot hash, no more than this is fetched to do it here. */
const MAX_FETCHED_BYTES = 32 * 1024 * 1024;

/** Failures after which nothing else can be asked. */
const finalCodes = new Set(['connection-lost', 'cancelled', 'timed-out', 'protocol-error']);

interface Options {
  machine: MachineFiles;
  abilities: FileAbilities;
  files: RemoteFiles;
  folder: string;
  signal: AbortSignal;
}

/** The folder on the machine. */
export function remoteSide({ machine, abilities, files, folder, signal }: Options): Side {
  const cancelled = () => fail('cancelled', 'The comparison was cancelled.');

  async function stat(path: string): Promise<Result<Seen>> {
    if (signal.aborted) return cancelled();
    const found = await files.stat(joinPath(folder, path), false);
    if (found.ok) {
      const { kind, sizeBytes, modifiedAt } = found.value;
      return ok(kind === 'file' ? { kind, sizeBytes, modifiedAt } : { kind });
    }
    if (finalCodes.has(found.problem.code)) return found;
    return ok({ kind: found.problem.code === 'not-found' ? 'missing' : 'unreadable' });
  }

  async function walk(): Promise<Result<Walked>> {
    const walked: Walked = { paths: new Set(), isCut: false };
    const enough = new AbortController();
    const ended = AbortSignal.any([signal, enough.signal]);
    const cut = (): void => {
      walked.isCut = true;
      enough.abort();
    };
    let count = 0;
    let level: string[] = [''];
    for (let depth = 0; level.length > 0 && !walked.isCut; depth += 1) {
      const below: string[] = [];
      const done = await forEachAtOnce(level, FOLDERS_AT_ONCE[abilities.via], async (above) => {
        if (walked.isCut) return undefined;
        const listed = await files.list(
          above === '' ? folder : joinPath(folder, above),
          (entries) => {
            for (const { name, stat: found } of entries) {
              const path = above === '' ? name : `${above}/${name}`;
              // Not one name, so not a thing of this folder.
              if (name.includes('/') || pathFault(path) === 'repository') continue;
              count += 1;
              if (count > MAX_CANDIDATES) return cut();
              if (found.kind === 'folder' && pathFault(path) === undefined) below.push(path);
              else walked.paths.add(path);
            }
          },
          ended,
        );
        if (listed.ok || walked.isCut) return undefined;
        if (above === '' || finalCodes.has(listed.problem.code)) return listed;
        walked.paths.add(above);
        return undefined;
      });
      if (!done.ok) return done;
      if (depth >= MAX_DEPTH && below.length > 0) cut();
      level = below;
    }
    return ok(walked);
  }

  /** One command for all; the names go in, and only sums, in the same order, come back. */
  async function hashThere(program: string, paths: readonly string[]): Promise<Result<Map<string, string>>> {
    const words = paths.map((path) => posixQuote(`./${path}`)).join(' ');
    const script = `cd ${posixQuote(folder)} || exit 1\nfor file in ${words}; do ${program} <"$file" 2>/dev/null || echo none; done\n`;
    const ran = await machine.run('sh -s', {
      input: script,
      maxBytes: 4_096 + paths.length * BYTES_PER_HASH,
      timeoutMs: HASH_LIMIT_MS,
      signal,
    });
    if (!ran.ok) return ran;
    const lines = ran.value.output.toString('latin1').split('\n').slice(0, -1);
    if (lines.length !== paths.length) {
      return fail('protocol-error', 'The machine did not answer with one checksum for each file.', undefined);
    }
    const hashes = new Map<string, string>();
    for (const [index, line] of lines.entries()) {
      const sum = /^[0-9a-f]{64}(?![0-9a-f])/i.exec(line)?.[0].toLowerCase();
      const path = paths[index];
      if (sum !== undefined && path !== undefined) hashes.set(path, sum);
    }
    return ok(hashes);
  }

  async function hashHere(paths: readonly string[]): Promise<Result<Map<string, string>>> {
    const hashes = new Map<string, string>();
    const buffer = Buffer.alloc(files.readBytes);
    let left = MAX_FETCHED_BYTES;
    for (const path of paths) {
      if (signal.aborted) return cancelled();
      const opened = await files.openFile(joinPath(folder, path), 'read');
      if (!opened.ok) {
        if (finalCodes.has(opened.problem.code)) return opened;
        continue;
      }
      const sum = createHash('sha256');
      let position = 0;
      let isWhole = false;
      while (left > 0 && !isWhole) {
        const read = await opened.value.read(position, buffer);
        if (!read.ok) break;
        sum.update(buffer.subarray(0, read.value));
        position += read.value;
        left -= read.value;
        isWhole = read.value < buffer.length;
      }
      await opened.value.close();
      if (isWhole) hashes.set(path, sum.digest('hex'));
      if (left <= 0) break;
    }
    return ok(hashes);
  }

  return {
    look: (paths) => lookInside(paths, LOOKS_AT_ONCE[abilities.via], stat),
    walk,
    async hash(paths) {
      if (paths.length === 0) return ok(new Map());
      const canHash = abilities.hasShell && abilities.sha256 !== undefined;
      return canHash ? hashThere(abilities.sha256 ?? '', paths) : hashHere(paths);
    },
  };
}
