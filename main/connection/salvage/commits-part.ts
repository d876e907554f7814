import { salvageFiles } from '../../contract/salvage.ts';
import { fail, ok } from '../../lib/result.ts';
import { elsewhere } from './clone-facts.ts';
import type { FetchPart } from './part-context.ts';
import { COMMITS_LIST, PartFile } from './part-file.ts';
import { streamCommand } from './stream-command.ts';

/** Most commits that are named for people. */
const LISTED = 1_000;
const LIST_BYTES = 1024 * 1024;

/** Commits of all local branches, of what is checked out and of the newest stash that no remote has. */
export const fetchCommits: FetchPart = async ({ machine, clock, clone, order, roomBytes, signal, onBytes }) => {
  if (!clone.ok) return clone;
  const { git, facts } = clone.value;
  if (facts.commitCount === 0) return ok(undefined);
  const wanted = [
    ...(facts.head === undefined ? [] : ['HEAD']),
    '--branches',
    ...(facts.hasStash ? ['refs/stash'] : []),
    `--not ${elsewhere(facts.known)}`,
  ].join(' ');
  const listed = await git.run(`g rev-list --pretty=oneline --abbrev-commit --max-count=${LISTED} ${wanted}`, {
    maxBytes: LIST_BYTES,
    signal,
  });
  if (!listed.ok && listed.problem.code === 'connection-lost') return listed;
  const created = await PartFile.create(order.folder, salvageFiles.commits, roomBytes);
  if (!created.ok) return created;
  await using file = created.value;
  const ran = await streamCommand({
    machine,
    clock,
    signal,
    command: git.command(`g bundle create -q - ${wanted}`),
    take(chunk) {
      onBytes(chunk.byteLength);
      return file.write(chunk);
    },
  });
  if (!ran.ok) return ran;
  if (ran.value.code !== 0 || file.sizeBytes === 0)
    return fail('service-failed', 'Git on the machine could not pack the commits.', undefined, ran.value.errors);
  const { sizeBytes } = file;
  if (listed.ok && listed.value.code === 0) await saveList(order.folder, listed.value.output);
  const done = await file.finish();
  return done.ok ? ok({ file: salvageFiles.commits, sizeBytes, count: facts.commitCount }) : done;
};

async function saveList(folder: string, bytes: Uint8Array): Promise<void> {
  const created = await PartFile.create(folder, COMMITS_LIST, LIST_BYTES);
  if (!created.ok) return;
  await using list = created.value;
  const written = await list.write(bytes);
  if (written.ok) await list.finish();
}
