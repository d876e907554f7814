import { salvageFiles } from '../../contract/salvage.ts';
import { fail, ok } from '../../lib/result.ts';
import type { FetchPart } from './part-context.ts';
import { PartFile } from './part-file.ts';
import { streamCommand } from './stream-command.ts';

/**
 * One section for each file, with all of its content where that is not text, as `git apply` takes it whatever the
 * configuration of the machine says about how a diff shall look.
 */
const DIFF = [
  'g -c core.quotePath=true -c diff.relative=false -c diff.suppressBlankEmpty=false',
  'diff --binary --full-index --no-renames --no-ext-diff --no-textconv --no-color --ignore-submodules=all',
  '--src-prefix=a/ --dst-prefix=b/ --unified=3 --inter-hunk-context=0 -O/dev/null',
].join(' ');

const SECTION = 'diff --git ';

/** Counts the files of a patch while it comes. */
export function createSectionCounter(): { take(chunk: Buffer): void; count: number } {
  let rest = '\n';
  return {
    count: 0,
    take(chunk) {
      const text = rest + chunk.toString('latin1');
      const mark = `\n${SECTION}`;
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) this.count += 1;
      rest = text.slice(-(mark.length - 1));
    },
  };
}

/** What is tracked and differs from what is checked out. */
export const fetchChanges: FetchPart = async ({
  machine,
  clock,
  clone,
  order,
  roomBytes,
  signal,
  onBytes,
  leaveOut,
}) => {
  if (!clone.ok) return clone;
  const { git, facts } = clone.value;
  for (const path of facts.submodules) leaveOut({ path, reason: 'ignored' });
  const created = await PartFile.create(order.folder, salvageFiles.changes, roomBytes);
  if (!created.ok) return created;
  await using file = created.value;
  const sections = createSectionCounter();
  const ran = await streamCommand({
    machine,
    clock,
    signal,
    command: git.command(`${DIFF} ${facts.against} --`),
    take(chunk) {
      sections.take(chunk);
      onBytes(chunk.byteLength);
      return file.write(chunk);
    },
  });
  if (!ran.ok) return ran;
  if (ran.value.code !== 0)
    return fail('service-failed', 'Git on the machine could not show the changes.', undefined, ran.value.errors);
  if (file.sizeBytes === 0) return ok(undefined);
  const { sizeBytes } = file;
  const done = await file.finish();
  return done.ok ? ok({ file: salvageFiles.changes, sizeBytes, count: sections.count }) : done;
};
