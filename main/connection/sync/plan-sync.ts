import { stat } from 'node:fs/promises';
import type { Problem, Result } from '../../contract/problem.ts';
import type { SyncPlan } from '../../contract/sync.ts';
import type { Direction } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { compareSides, isNewer } from './compare.ts';
import { Findings } from './findings.ts';
import { candidatesByCommit, noteList } from './git-candidates.ts';
import type { Candidates } from './git-candidates.ts';
import type { GitView } from './git-side.ts';
import { viewLocally } from './local-git.ts';
import { localSide } from './local-side.ts';
import { viewRemotely } from './remote-git.ts';
import { remoteSide } from './remote-side.ts';
import type { Side } from './side.ts';

/** How long a comparison may take altogether, in milliseconds. */
export const SYNC_LIMIT_MS = 120_000;
/** Items of one plan, at most; the contract has the same number. */
export const MAX_SYNC_ITEMS = 20_000;

export interface SyncContext {
  machine: MachineFiles;
  clock: Clock;
  signal: AbortSignal;
}

export interface SyncRequest {
  direction: Direction;
  /** Absolute. */
  localFolder: string;
  /** Absolute. */
  remoteFolder: string;
}

export type PlannedSync = Omit<SyncPlan, 'planId'>;

/**
 * Compares a folder of this computer with one of the machine, and says what a sync would do; nothing is changed. With a
 * git clone on both sides it is the changed and untracked files, otherwise sizes and times. Nothing of either folder is
 * run. `not-found`, `not-allowed`, `timed-out`, `cancelled`, `connection-lost`, `too-large`
 */
export async function planSync(context: SyncContext, request: SyncRequest): Promise<Result<PlannedSync>> {
  const limit = new AbortController();
  const stopTimer = context.clock.after(SYNC_LIMIT_MS, () => limit.abort());
  const { lost } = context.machine;
  try {
    const signal = AbortSignal.any([context.signal, limit.signal, lost]);
    const planned = await plan({ ...context, signal }, request);
    if (planned.ok || !signal.aborted) return planned;
    if (context.signal.aborted) return fail('cancelled', 'The comparison was cancelled.');
    if (lost.aborted) return fail('connection-lost', 'The connection was lost during the comparison.', 'Try again.');
    return fail('timed-out', 'The comparison took longer than two minutes.', 'Choose a smaller folder.');
  } finally {
    stopTimer();
  }
}

async function plan({ machine, signal }: SyncContext, request: SyncRequest): Promise<Result<PlannedSync>> {
  const { direction, localFolder } = request;
  const [abilities, files] = await Promise.all([machine.abilities(), machine.browse()]);
  if (!abilities.ok) return abilities;
  if (!files.ok) return files;
  const isFolder = await stat(localFolder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return fail('not-found', 'The folder on this computer is not there.', 'Choose another one.');
  const folder = await files.value.realPath(request.remoteFolder);
  if (!folder.ok) return folder;
  const found = await files.value.stat(folder.value, true);
  if (!found.ok) return found;
  if (found.value.kind !== 'folder') return fail('not-found', 'This is not a folder on the machine.');

  const [mine, theirs] = await Promise.all([
    viewLocally(localFolder, signal),
    viewRemotely(machine, abilities.value, folder.value, signal),
  ]);
  if (!mine.ok) return mine;
  if (!theirs.ok) return theirs;
  const local = localSide(localFolder, signal);
  const remote = remoteSide({
    machine,
    abilities: abilities.value,
    files: files.value,
    folder: folder.value,
    signal,
  });
  const [sender, receiver] = direction === 'upload' ? [local, remote] : [remote, local];

  const findings = new Findings();
  const candidates = await findCandidates(direction, mine.value, theirs.value, sender, findings);
  if (!candidates.ok) return candidates;
  const { paths, changedThere, basis, isCut } = candidates.value;
  const compared = await compareSides({
    paths,
    sender,
    receiver,
    findings,
    trustsTimes: changedThere === undefined,
    isChangedThere: (path, from, to) => changedThere?.has(path) ?? isNewer(to, from),
  });
  if (!compared.ok) return compared;
  return ok({
    direction,
    localFolder,
    remoteFolder: request.remoteFolder,
    basis,
    items: compared.value.slice(0, MAX_SYNC_ITEMS),
    isCut: isCut || compared.value.length > MAX_SYNC_ITEMS,
    warnings: findings.problems,
  });
}

async function findCandidates(
  direction: Direction,
  mine: GitView,
  theirs: GitView,
  sender: Side,
  findings: Findings,
): Promise<Result<Candidates>> {
  if ('side' in mine && 'side' in theirs && mine.side.prefix === theirs.side.prefix) {
    return candidatesByCommit(direction, mine.side, theirs.side, findings);
  }
  findings.say(...whyNotByCommit(mine, theirs));
  const view = direction === 'upload' ? mine : theirs;
  if ('side' in view) {
    const listed = await view.side.files();
    if (!listed.ok) return listed;
    noteList(listed.value, findings);
    const { paths, isCut } = listed.value;
    return ok({ paths, isCut, basis: 'sizes and times of the files that git does not ignore; nothing is removed' });
  }
  const walked = await sender.walk();
  return walked.ok ? ok({ ...walked.value, basis: 'sizes and times of all files; nothing is removed' }) : walked;
}

function whyNotByCommit(mine: GitView, theirs: GitView): [Problem['code'], string, string, string | undefined] {
  const hint = 'Files that are newer on the side they would go to are left out unless you choose them.';
  if ('none' in theirs) {
    return ['not-supported', `The folder on the machine ${theirs.none.reason}.`, hint, theirs.none.detail];
  }
  if ('none' in mine) return ['not-supported', `Your folder ${mine.none.reason}.`, hint, mine.none.detail];
  return ['not-supported', 'The two folders are at different places of their git clones.', hint, undefined];
}
