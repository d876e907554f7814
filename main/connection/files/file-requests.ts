import type { FileCallInput, FileCallName, FileCallOutput, FileEvents, fileCalls } from '../../contract/file-port.ts';
import type { FileEntry } from '../../contract/files.ts';
import type { Result } from '../../contract/problem.ts';
import type { z } from 'zod';
import { ok } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { checksum } from './checksum.ts';
import { createCompletion } from './complete.ts';
import { countThings } from './count-things.ts';
import { duplicate } from './duplicate.ts';
import { baseName, withoutEndSlashes } from './entry-names.ts';
import { type FileTask, osOf } from './file-task.ts';
import { readLinkTarget } from './link-target.ts';
import { listFolder } from './list-folder.ts';
import { locate } from './locate.ts';
import { move } from './move.ts';
import { readPreview } from './read-preview.ts';
import { removeThings } from './remove-things.ts';
import { setModes } from './set-modes.ts';
import { toEntry } from './to-entry.ts';

/** Requests that stop other ones are the port's own business. */
export type WorkName = Exclude<FileCallName, 'stopListing' | 'stopWork'>;

type Parsed<N extends FileCallName> = z.output<(typeof fileCalls)[N]['input']>;

export type FileHandlers = {
  [N in WorkName]: (task: FileTask, input: Parsed<N>) => Promise<Result<FileCallOutput<N>>>;
};

interface Options {
  onEntries(payload: FileEvents['entries']): void;
}

/** One entry anew, with where it leads. */
async function info(files: RemoteFiles, given: string): Promise<Result<FileEntry>> {
  const path = withoutEndSlashes(given);
  const stat = await files.stat(path, false);
  if (!stat.ok) return stat;
  const link = stat.value.kind === 'link' ? await readLinkTarget(files, path) : undefined;
  return ok(toEntry({ name: baseName(path), stat: stat.value, link }));
}

/** What answers each request of a browser. */
export function createFileHandlers({ onEntries }: Options): FileHandlers {
  const complete = createCompletion();

  /** Most things need nothing but the channel for people. */
  function browsing<Input, Output>(
    answer: (task: FileTask, files: RemoteFiles, input: Input) => Promise<Result<Output>>,
  ): (task: FileTask, input: Input) => Promise<Result<Output>> {
    return async (task, input) => {
      const files = await task.machine.browse();
      return files.ok ? answer(task, files.value, input) : files;
    };
  }

  /** Whole files go through a channel for bytes, so that folders open meanwhile. */
  function moving<Input, Output>(
    answer: (task: FileTask, files: RemoteFiles, input: Input) => Promise<Result<Output>>,
  ): (task: FileTask, input: Input) => Promise<Result<Output>> {
    return async (task, input) => {
      const channels = await task.machine.channels(1);
      return channels.ok ? answer(task, channels.value[0], input) : channels;
    };
  }

  return {
    locate: (task, { path }) => locate(task, path),
    list: browsing(async (task, files, { path, listingId }: FileCallInput<'list'>) => {
      const pass = (entries: FileEntry[]) => onEntries({ listingId, entries });
      return listFolder(task, files, { path, os: await osOf(task), onEntries: pass });
    }),
    complete: (task, { path }) => complete(task, path),
    makeFolder: browsing((_, files, { path }: Parsed<'makeFolder'>) => files.makeFolder(withoutEndSlashes(path))),
    rename: browsing((task, files, wanted: Parsed<'rename'>) => move(task, files, wanted)),
    count: browsing((task, files, { paths }: Parsed<'count'>) => countThings(task, files, paths)),
    remove: browsing((task, files, { paths }: Parsed<'remove'>) => removeThings(task, files, paths)),
    setMode: browsing((task, files, wanted: Parsed<'setMode'>) => setModes(task, files, wanted)),
    duplicate: moving((task, files, { path }: Parsed<'duplicate'>) => duplicate(task, files, path)),
    info: browsing((_, files, { path }: Parsed<'info'>) => info(files, path)),
    read: browsing((_, files, wanted: Parsed<'read'>) => readPreview(files, wanted)),
    checksum: moving((task, files, { path }: Parsed<'checksum'>) => checksum(task, files, path)),
  };
}
