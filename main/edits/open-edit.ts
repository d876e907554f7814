import { posix } from 'node:path';
import type { CallInput } from '../contract/calls.ts';
import type { Edit } from '../contract/edit.ts';
import type { Problem } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail, problem } from '../lib/result.ts';
import type { SessionMachines } from '../sessions/session-machines.ts';
import { findMachine } from '../transfers/find-machine.ts';
import type { Transfers } from '../transfers/transfers.ts';
import { hashOf, isEmptied, type EditFolder, type EditFolders } from './edit-folders.ts';
import type { EditBase, EditRecord } from './edit-record.ts';
import { fetchCopy, freePath, judge, sendCopy, type Copied, type Reached } from './move-copy.ts';
import { watchFile } from './watch-file.ts';

type Choice = CallInput<'files.resolveEdit'>['choice'];

export interface EditServices {
  machines: SessionMachines;
  transfers: Transfers;
  folders: EditFolders;
  clock: Clock;
  /** The row as the window shows it; null when it is gone. */
  onRow(editId: string, row: Edit | null): void;
  log(line: string): void;
}

/** One file of a machine that is open here: follows what is saved, and brings it to the machine. */
export class OpenEdit implements AsyncDisposable {
  readonly record: EditRecord;
  readonly folder: EditFolder;
  readonly #services: EditServices;
  #row: Edit;
  #work: Promise<void> = Promise.resolve();
  #watching: Disposable | undefined;
  #transferId: string | undefined;
  #isEnded = false;

  constructor(services: EditServices, record: EditRecord, folder: EditFolder) {
    this.#services = services;
    this.record = record;
    this.folder = folder;
    const { id, sessionId, machine, path, openedAt } = record;
    this.#row = { id, sessionId, machine, path, name: shownName(path), state: 'open', openedAt };
  }

  get row(): Edit {
    return this.#row;
  }

  /** Follows what is saved from now on. */
  follow(): void {
    this.#put('open');
    this.#watching ??= watchFile(this.folder.copy, this.#services.clock, () => void this.upload());
  }

  /** Says something about it that does not stop it. */
  note(reason: Problem): void {
    this.#put(this.#row.state, reason);
  }

  /** Brings the copy to the machine if it was saved since. Resolves when that is settled, well or not. */
  upload(): Promise<void> {
    return this.#next(() => this.#upload('checked'));
  }

  /** `overwrite`: ours over theirs; `keep-both`: ours beside it, and the edit follows that one; `take-theirs` */
  resolve(choice: Choice): Promise<void> {
    if (choice === 'overwrite') return this.#next(() => this.#upload('overwrite'));
    return this.#next(() => (choice === 'keep-both' ? this.#uploadBeside() : this.#takeTheirs()));
  }

  /** Whether what is saved here is not on the machine, or may not be. */
  async hasChanges(): Promise<boolean> {
    const sha256 = await hashOf(this.folder.copy);
    // What cannot be read now, or is about to be put there by an editor, may be all there is of somebody's work.
    return sha256 === undefined ? !(await isEmptied(this.folder)) : sha256 !== this.record.base.sha256;
  }

  /** The transfer of a save waits for a machine that is gone: the save waits instead, and is checked again then. */
  async stopWaiting(): Promise<void> {
    const row = this.#transferId === undefined ? undefined : this.#services.transfers.get(this.#transferId);
    if (row?.state === 'waiting' && row.sessionId === undefined)
      await this.#services.transfers.control([row.id], 'cancel');
  }

  /** Ends the following; the copy stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true;
    this.#watching?.[Symbol.dispose]();
    if (this.#transferId !== undefined) await this.#services.transfers.control([this.#transferId], 'cancel');
  }

  /** One thing at a time, in the order in which they were asked for. */
  #next(act: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#isEnded) return;
      try {
        await act();
      } catch (error) {
        this.#services.log(`edit of ${plainText(this.record.path)}: ${describe(error)}`);
        this.#put('waiting', problem('internal', 'The save could not be uploaded.', 'Save again.', describe(error)));
      }
    });
    return this.#work;
  }

  async #upload(how: 'checked' | 'overwrite'): Promise<void> {
    for (;;) {
      const saved = await hashOf(this.folder.copy);
      if (saved === undefined || this.#isEnded) return;
      if (saved === this.record.base.sha256) {
        // What was noted about it still holds.
        if (this.#row.state !== 'open') this.#put('open');
        return;
      }
      this.#row = { ...this.#row, savedAt: this.#services.clock.now() };
      if (how === 'checked' && this.#row.state === 'conflict') return this.#put('conflict', this.#row.problem);
      const reached = this.#reach();
      if (reached === undefined) return this.#put('waiting', this.#away());
      this.#put('uploading');
      if (how === 'checked' && !(await this.#mayUpload(reached, saved))) return;
      // What is saved while this one travels is checked again.
      how = 'checked';
      if (!(await this.#send(reached, 'replace'))) return;
    }
  }

  /** False when it was told what is in the way, or when there is nothing left to upload. */
  async #mayUpload(reached: Reached, saved: string): Promise<boolean> {
    const verdict = await judge(reached, this.#copied(), this.record.base);
    if (!verdict.ok) this.#put('waiting', verdict.problem);
    else if (verdict.value === 'as-ours') {
      await this.#settle({ ...this.record.base, sha256: saved, modifiedAt: undefined });
      this.#put('open');
    } else if (verdict.value !== 'unchanged') this.#put('conflict', conflict(this.#row.name, verdict.value === 'gone'));
    return verdict.ok && verdict.value === 'unchanged';
  }

  async #send(reached: Reached, rule: 'replace' | 'skip'): Promise<boolean> {
    const sent = await sendCopy(this.#services.transfers, reached, this.#copied(), {
      rule,
      onStart: (transferId) => {
        this.#transferId = transferId;
      },
    });
    this.#transferId = undefined;
    if (sent.ok) await this.#settle(sent.value);
    else if (!this.#isEnded) this.#put('waiting', sent.problem);
    return sent.ok;
  }

  async #uploadBeside(): Promise<void> {
    const reached = this.#reach();
    if (reached === undefined) return this.#put('conflict', this.#away());
    const free = await freePath(reached, this.record.path);
    if (!free.ok) return this.#put('conflict', free.problem);
    const { path } = this.record;
    this.record.path = free.value;
    this.#put('uploading');
    // What came in its way meanwhile is somebody's: nothing is put over it, and it is not taken for ours.
    if (await this.#send(reached, 'skip')) return this.#upload('checked');
    this.record.path = path;
    this.#put('conflict', this.#row.problem);
  }

  async #takeTheirs(): Promise<void> {
    const reached = this.#reach();
    if (reached === undefined) return this.#put('conflict', this.#away());
    this.#put('fetching');
    const given = await hashOf(this.folder.copy);
    const fetched = await fetchCopy(this.#services.transfers, reached, this.#copied(), async () =>
      // The choice was about what was saved then.
      (await hashOf(this.folder.copy)) === given
        ? undefined
        : fail('changed-meanwhile', `${this.#row.name} was saved again meanwhile.`, 'Nothing was lost. Choose again.'),
    );
    if (!fetched.ok) return this.#put('conflict', fetched.problem);
    const { mode, ...base } = fetched.value;
    this.record.mode = mode;
    await this.#settle(base);
    this.#put('open');
  }

  #copied(): Copied {
    return { ...this.record, folder: this.folder };
  }

  #reach(): Reached | undefined {
    const found = findMachine(this.record, this.#services.machines, false);
    if (found === undefined) return undefined;
    this.record.sessionId = found.place.sessionId;
    this.record.machine = found.place.machine;
    return found;
  }

  #away(): Problem {
    return problem(
      'connection-lost',
      `${this.record.machineName} is not connected. What you saved is uploaded when it is.`,
      `Until then it is kept in ${this.folder.folder}.`,
    );
  }

  /** Our copy and the machine's file are the same. */
  async #settle(base: EditBase): Promise<void> {
    this.record.base = base;
    await this.#services.folders.write(this.record);
  }

  #put(state: Edit['state'], reason?: Problem): void {
    const { problem: _problem, ...rest } = this.#row;
    const { sessionId, machine, path } = this.record;
    const name = shownName(path);
    this.#row = {
      ...rest,
      sessionId,
      machine,
      path,
      name,
      state,
      ...(reason === undefined ? {} : { problem: reason }),
    };
    if (!this.#isEnded) this.#services.onRow(this.record.id, this.#row);
  }
}

const shownName = (path: string): string => plainText(posix.basename(path));

function conflict(name: string, isGone: boolean): Problem {
  return problem(
    'changed-meanwhile',
    isGone
      ? `${name} was removed from the machine while you edited it.`
      : `${name} was changed on the machine while you edited it.`,
    'Nothing was overwritten. Choose which of the two is to stay.',
  );
}
