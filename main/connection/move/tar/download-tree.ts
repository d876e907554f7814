import type { Problem, Result } from '../../../contract/problem.ts';
import { ok, fail, problem } from '../../../lib/result.ts';
import { nameFault } from '../../local/file-names.ts';
import { downloadFile } from '../download-file.ts';
import type { MoveContext, MoveTree, TreeDownload, TreeItem } from '../mover.ts';
import { unlessAborted } from '../aborted.ts';
import { beginSmallWork } from '../small-work.ts';
import { joinRemote } from '../remote-part.ts';
import { BlockWriter } from './block-writer.ts';
import { explainArchive, receiveArchive } from './receive-archive.ts';
import { nameEnd, packCommand } from './tar-command.ts';
import { explainComplaint } from './tar-messages.ts';
import { TarRun } from './tar-run.ts';
import { TreeWriter } from './tree-writer.ts';
import { WantedItems } from './wanted-items.ts';

/** Files that are fetched by themselves, at the same time. */
const SINGLE_FILES_AT_ONCE = 16;
/** All files have come by then. */
const END_MS = 30_000;
/** These end all of it. */
const FATAL = new Set<Problem['code']>(['cancelled', 'connection-lost', 'disk-full']);

/** Fetches many files at once: packed by the machine's own tar, unpacked here. */
export const downloadTree: MoveTree<TreeDownload> = async (context, job) => {
  const abilities = await unlessAborted(context.machine.abilities(), context.signal);
  if (!abilities.ok) return abilities;
  const { tar } = abilities.value;
  if (tar === undefined) return fail('not-supported', 'There is no tar on the machine.');
  const wanted = new WantedItems();
  const writer = new TreeWriter(context, job);
  const torn = new Set<string>();
  const started = await TarRun.start(context, packCommand(tar, job.remoteFolder), (complaint) => {
    if (explainComplaint(complaint).code === 'changed-meanwhile') torn.add(complaint.path);
  });
  if (!started.ok) return started;
  using _small = beginSmallWork(context.machine);
  await using run = started.value;
  const names = new BlockWriter(run.channel.input, () => {});
  let broken: ReturnType<typeof explainArchive> | undefined;
  const receiving = receiveArchive(run.channel.output, wanted, writer, job.onOutcome).catch((error: unknown) => {
    broken = explainArchive(error);
    throw error;
  });
  const asking = askFor(job, nameEnd(tar), wanted, writer, names);
  const isWhole = await run.whileRunning(Promise.all([receiving, asking]).then(() => {}));
  // What is given up still ends, so that nothing is told or written later.
  await receiving.catch(() => {});
  await writer.settled();
  if (writer.problem !== undefined) return { ok: false, problem: writer.problem };
  const isOver = context.signal.aborted || context.machine.lost.aborted;
  if (broken?.isCut === false && !isOver) return { ok: false, problem: broken.problem };
  const ended = await run.end(END_MS);
  if (!ended.ok) return ended;
  if (!isWhole) return { ok: false, problem: (broken ?? explainArchive('it ended early')).problem };
  return await fetchRest(context, job, writer, wanted, torn);
};

/** Tells tar what to pack, and makes the folders. */
async function askFor(
  job: TreeDownload,
  end: '\0' | '\n',
  wanted: WantedItems,
  writer: TreeWriter,
  names: BlockWriter,
): Promise<void> {
  let flushing: NodeJS.Immediate | undefined;
  for await (const item of job.items) {
    if (item.kind === 'folder') {
      const placed = await writer.target.placeFolder(item.path);
      if (!placed.ok) job.onOutcome({ path: item.path, problem: placed.problem });
      continue;
    }
    // Nothing else is ever asked for, so that nothing else is expected.
    const fault = item.kind === 'link' ? problem('not-supported', 'Links are not fetched.') : faultOf(item.path);
    if (fault !== undefined) {
      job.onOutcome({ path: item.path, problem: fault });
      continue;
    }
    wanted.ask(item);
    // A name that cannot be told is fetched by itself in the end.
    if (item.path.includes(end)) continue;
    await names.put(Buffer.from(`./${item.path}${end}`));
    // Those that ask may wait for what was asked for.
    flushing ??= setImmediate(() => {
      flushing = undefined;
      names.flush();
    });
  }
  clearImmediate(flushing);
  await names.end();
}

function faultOf(path: string): Problem | undefined {
  for (const name of path.split('/')) {
    const fault = nameFault(name, process.platform);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What tar left out or tore is fetched by itself, which also tells why it cannot be. */
async function fetchRest(
  context: MoveContext,
  job: TreeDownload,
  writer: TreeWriter,
  wanted: WantedItems,
  torn: ReadonlySet<string>,
): Promise<Result<undefined>> {
  const rest = wanted.left.map((item) => ({ item, isTorn: false }));
  for (const path of torn) {
    const item = wanted.came(path);
    if (item !== undefined) rest.push({ item, isTorn: true });
  }
  let fatal: Problem | undefined;
  const work = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined && fatal === undefined; next = rest.shift()) {
      const fault = await fetchOne(context, job, writer, next.item, next.isTorn);
      if (fault !== undefined && FATAL.has(fault.code)) fatal = fault;
    }
  };
  await Promise.all(Array.from({ length: SINGLE_FILES_AT_ONCE }, work));
  return fatal === undefined ? ok() : { ok: false, problem: fatal };
}

async function fetchOne(
  context: MoveContext,
  job: TreeDownload,
  writer: TreeWriter,
  item: TreeItem,
  isTorn: boolean,
): Promise<Problem | undefined> {
  const { path } = item;
  const placed = await writer.target.place(path);
  if (!placed.ok) {
    job.onOutcome({ path, problem: placed.problem });
    return undefined;
  }
  if (isTorn) context.onBytes(-item.sizeBytes);
  const fetched = await downloadFile(context, {
    local: placed.value.path,
    remote: joinRemote(job.remoteFolder, path),
    tag: job.tag,
    // What is there was put there a moment ago.
    replace: job.replace || isTorn,
    onPoint: () => {},
  });
  if (!fetched.ok) {
    if (!FATAL.has(fetched.problem.code)) job.onOutcome({ path, problem: fetched.problem });
    return fetched.problem;
  }
  const { renamedTo } = placed.value;
  if (!isTorn) job.onOutcome(renamedTo === undefined ? { path } : { path, renamedTo });
  return undefined;
}
