import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { Problem, Result } from '../contract/problem.ts';
import type { ConflictRule, Transfer } from '../contract/transfer.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { MachinePlace, ReachedMachine } from '../sessions/session-machines.ts';
import type { Transfers } from '../transfers/transfers.ts';
import type { EditFolder } from './edit-folders.ts';
import { freeze, hashOf, takeIn } from './edit-folders.ts';
import type { EditBase } from './edit-record.ts';

type Client = ReachedMachine['client'];

/** A machine that can be asked now. */
export interface Reached {
  place: MachinePlace;
  client: Client;
}

/** A file of the machine, and where its copy lies. */
export interface Copied {
  path: string;
  name: string;
  mode?: number | undefined;
  folder: EditFolder;
}

/**
 * Fetches the machine's file over the copy.
 * @param refusal asked last, right before the copy is replaced
 */
export async function fetchCopy(
  transfers: Transfers,
  { place, client }: Reached,
  { path, name, folder }: Copied,
  refusal: () => Promise<Result<never> | undefined> = async () => Promise.resolve(undefined),
): Promise<Result<EditBase & { mode: number | undefined }>> {
  const found = await client.call('statFile', { machine: place.machine, path });
  if (!found.ok) return found;
  const remoteName = posix.basename(path);
  const started = await transfers.start({
    place,
    direction: 'download',
    purpose: 'edit',
    title: plainText(name),
    from: plainText(posix.dirname(path), 1000),
    to: 'this computer',
    remoteFolder: posix.dirname(path),
    rule: 'replace',
    what: { kind: 'things', sources: [path], targetFolder: folder.incoming },
  });
  if (!started.ok) return started;
  const moved = await outcomeOf(transfers, started.value.transferId);
  if (!moved.ok) return moved;
  const refused = await refusal();
  if (refused !== undefined) return refused;
  try {
    await takeIn(folder, remoteName);
  } catch (error) {
    return fail(
      'unsafe-name',
      `${plainText(name)} cannot lie on this computer under its own name.`,
      undefined,
      describe(error),
    );
  }
  const sha256 = (await hashOf(folder.copy)) ?? '';
  const { sizeBytes, modifiedAt, mode } = found.value;
  return ok({ sizeBytes, sha256, mode, ...(modifiedAt === undefined ? {} : { modifiedAt }) });
}

/** Puts the copy on the machine, as it is now. @param onStart told which transfer it is */
export async function sendCopy(
  transfers: Transfers,
  { place, client }: Reached,
  { path, name, mode, folder }: Copied,
  how: { rule: ConflictRule; onStart(transferId: string): void },
): Promise<Result<EditBase>> {
  let frozen: { path: string; sha256: string; modifiedAt: number };
  try {
    frozen = await freeze(folder, posix.basename(path), mode);
  } catch (error) {
    return fail(
      'storage-failed',
      `The copy of ${plainText(name)} could not be read: ${describe(error)}.`,
      'Save it again.',
    );
  }
  const remoteFolder = posix.dirname(path);
  const started = await transfers.start({
    place,
    direction: 'upload',
    purpose: 'edit',
    title: plainText(posix.basename(path)),
    from: 'this computer',
    to: plainText(remoteFolder, 1000),
    remoteFolder,
    rule: how.rule,
    what: { kind: 'things', sources: [frozen.path], targetFolder: remoteFolder },
  });
  if (!started.ok) return started;
  how.onStart(started.value.transferId);
  const moved = await outcomeOf(transfers, started.value.transferId);
  if (!moved.ok) return moved;
  const found = await client.call('statFile', { machine: place.machine, path });
  if (!found.ok) return found;
  const { sizeBytes, modifiedAt } = found.value;
  // With another time it may be somebody else's already: next time its content is looked at.
  const isOurs = modifiedAt !== undefined && Math.floor(modifiedAt / 1000) === Math.floor(frozen.modifiedAt / 1000);
  return ok({ sizeBytes, sha256: frozen.sha256, ...(isOurs ? { modifiedAt } : {}) });
}

/** How the machine's file is beside what it was when our copy was the same. */
export type Verdict = 'unchanged' | 'changed' | 'as-ours' | 'gone';

/** Looks at size and time, and where these differ at the content. */
export async function judge(
  { place, client }: Reached,
  { path, folder }: Copied,
  base: EditBase,
): Promise<Result<Verdict>> {
  const { machine } = place;
  const found = await client.call('statFile', { machine, path });
  if (!found.ok) return found.problem.code === 'not-found' ? ok('gone') : found;
  const isTimeSame = base.modifiedAt !== undefined && found.value.modifiedAt === base.modifiedAt;
  if (found.value.kind !== 'file') return ok('changed');
  if (isTimeSame && found.value.sizeBytes === base.sizeBytes) return ok('unchanged');
  const compared = await client.call('compareFile', { machine, path, localPath: folder.copy });
  if (!compared.ok) return compared;
  const { remoteSha256, localSha256 } = compared.value;
  return ok(remoteSha256 === base.sha256 ? 'unchanged' : remoteSha256 === localSha256 ? 'as-ours' : 'changed');
}

/** A name beside the file's own that nothing has: "notes (mine).txt". `limit-reached` when none is free */
export async function freePath({ place, client }: Reached, path: string): Promise<Result<string>> {
  const { dir, name, ext } = posix.parse(path);
  for (let number = 1; number <= 20; number += 1) {
    const suffix = number === 1 ? ' (mine)' : ` (mine ${number})`;
    const candidate = posix.join(dir, `${name}${suffix}${ext}`);
    const found = await client.call('statFile', { machine: place.machine, path: candidate });
    if (!found.ok) return found.problem.code === 'not-found' ? ok(candidate) : found;
  }
  return ok(posix.join(dir, `${name} (${randomUUID().slice(0, 8)})${ext}`));
}

/** Waits for the end of a transfer of one file, and takes it out of the list. */
async function outcomeOf(transfers: Transfers, transferId: string): Promise<Result<undefined>> {
  const ended = await transfers.whenEnded(transferId);
  const isWhole = ended?.state === 'done' && ended.failedCount === 0 && ended.filesDone > 0;
  const outcome: Result<undefined> = isWhole
    ? ok()
    : { ok: false, problem: await whyFailed(transfers, transferId, ended) };
  await transfers.abandon(transferId);
  return outcome;
}

async function whyFailed(transfers: Transfers, transferId: string, row: Transfer | undefined): Promise<Problem> {
  if (row?.problem !== undefined) return row.problem;
  if (row?.state !== 'done')
    return { code: 'cancelled', message: 'It was stopped before it was done.', hint: 'Save again to try again.' };
  const notes = await transfers.notes({ transferId, kind: 'failed', offset: 0, limit: 1 });
  const [note] = notes.ok ? notes.value.notes : [];
  return { code: 'not-allowed', message: note?.message ?? 'The file could not be moved.' };
}
