import { posix } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { partName } from '../local/file-names.ts';
import type { RemoteFiles, RemoteStat } from '../remote/remote-files.ts';
import { joinPath, nameOf } from './source-item.ts';
import type { Target, There } from './target.ts';

/** Folders with more in them than this are not remembered; each thing is asked for then. */
const MAX_REMEMBERED = 20_000;
/** More half-written files in one folder than a transfer ever has: the machine makes them up. */
const MAX_ENDINGS = 10_000;
const SAFE_BITS = 0o777;
const OWNER_BITS = 0o700;

const asThere = ({ kind, sizeBytes, modifiedAt }: RemoteStat): There => ({ kind, sizeBytes, modifiedAt });

/**
 * A folder of a machine that things are uploaded into.
 * @param tag of the transfer, for what is made and taken away again
 */
export function remoteTarget(root: string, channels: readonly [RemoteFiles, ...RemoteFiles[]], tag: string): Target {
  let turn = 0;
  const channel = (): RemoteFiles => {
    turn = (turn + 1) % channels.length;
    return channels[turn] ?? channels[0];
  };

  async function look(at: string): Promise<Result<There | undefined>> {
    const stat = await channel().stat(at, false);
    if (stat.ok) return ok(asThere(stat.value));
    return stat.problem.code === 'not-found' ? ok(undefined) : stat;
  }

  const shownRoot = `“${plainText(root, 300)}”`;

  async function prepare(): Promise<Result<undefined>> {
    // The person chose it, so links to it are followed.
    const stat = await channel().stat(root, true);
    if (!stat.ok && stat.problem.code === 'not-found') return channel().makeFolder(root);
    if (!stat.ok) return stat;
    if (stat.value.kind === 'folder') return ok();
    return fail('not-found', `${shownRoot} on the machine is not a folder.`, 'Choose another folder.');
  }

  return {
    root,
    prepare,
    async probe() {
      const prepared = await prepare();
      if (!prepared.ok) return prepared;
      const probe = joinPath(root, `.${tag}.part`);
      const made = await channel().makeFolder(probe, OWNER_BITS);
      if (!made.ok && made.problem.code !== 'already-exists') {
        if (made.problem.code !== 'not-allowed') return made;
        return fail(
          'not-allowed',
          `The machine does not allow this user to write into ${shownRoot}.`,
          'Choose another folder, or change its permissions.',
          made.problem.detail,
        );
      }
      const removed = await channel().removeFolder(probe);
      return removed.ok || removed.problem.code === 'not-found' ? ok() : removed;
    },
    look,
    async listing(at) {
      const found = new Map<string, There>();
      const enough = new AbortController();
      const listed = await channel().list(
        at,
        (entries) => {
          for (const { name, stat } of entries) found.set(name, asThere(stat));
          if (found.size > MAX_REMEMBERED) enough.abort();
        },
        enough.signal,
      );
      if (enough.signal.aborted) return ok(undefined);
      return listed.ok ? ok(found) : listed;
    },
    async makeFolder(parent, path) {
      const at = joinPath(parent, nameOf(path));
      const made = await channel().makeFolder(at);
      if (made.ok) return ok({ at, isFresh: true });
      if (made.problem.code === 'connection-lost') return made;
      // Servers of SFTP version 3 have one code for everything that went wrong: what is there tells.
      const there = await look(at);
      if (!there.ok || there.value === undefined) return made;
      const shown = `“${plainText(at, 300)}”`;
      if (there.value.kind === 'folder') return ok({ at, isFresh: false });
      if (there.value.kind === 'link') {
        return fail(
          'already-exists',
          `${shown} is a link on the machine, which is not followed.`,
          'Move it away first.',
        );
      }
      return fail('already-exists', `A file is where the folder ${shown} is needed.`, 'Move it away first.');
    },
    place: async (parent, path) => Promise.resolve(ok({ at: joinPath(parent, nameOf(path)) })),
    beside: (at, name) => joinPath(posix.dirname(at), name),
    async setFolder(at, { mode, modifiedAt }) {
      const bits = mode === undefined ? undefined : (mode & SAFE_BITS) | OWNER_BITS;
      await channel().setAttributes(at, { mode: bits, modifiedAt });
    },
    async makeLink(at, target, replace, tag) {
      if (!replace) return channel().makeLink(at, target);
      const part = joinPath(posix.dirname(at), partName(nameOf(at), tag));
      const one = channel();
      await one.removeFile(part);
      const made = await one.makeLink(part, target);
      return made.ok ? one.rename(part, at, true) : made;
    },
    async removeEnding(folder, ending, signal) {
      const names: string[] = [];
      const enough = new AbortController();
      const one = channel();
      const listed = await one.list(
        folder,
        (entries) => {
          for (const { name, stat } of entries) {
            if (name.endsWith(ending) && !name.includes('/') && stat.kind !== 'folder') names.push(name);
          }
          if (names.length >= MAX_ENDINGS) enough.abort();
        },
        AbortSignal.any([signal, enough.signal]),
      );
      if (!listed.ok) return listed.problem.code === 'not-found';
      const removed = await Promise.all(names.map((name) => one.removeFile(joinPath(folder, name))));
      return removed.every((result) => result.ok || result.problem.code === 'not-found');
    },
    removeFile: (at) => channel().removeFile(at),
    async freeBytes() {
      return channel().freeBytes(root);
    },
  };
}
