import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { CallInput } from '../contract/calls.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail, ok, problem } from '../lib/result.ts';
import type { MachinePlace, ReachedMachine, SessionMachines } from '../sessions/session-machines.ts';
import { belongs } from '../transfers/find-machine.ts';
import type { Transfers } from '../transfers/transfers.ts';
import { EditFolders, type EditFolder } from './edit-folders.ts';
import type { EditRecord } from './edit-record.ts';
import { fetchCopy } from './move-copy.ts';
import { OpenEdit, type EditServices } from './open-edit.ts';
import { canHaveName, wouldRun } from './runnable.ts';

/** Larger files are no work for an editor. */
export const MOST_EDITED_BYTES = 64 * 1024 * 1024;
/** Files that can be open at a time; each is watched. */
const MOST_EDITS = 100;

interface Options {
  truth: TruthStore;
  machines: SessionMachines;
  transfers: Transfers;
  /** Holds the copies. */
  folder: string;
  clock: Clock;
  platform: NodeJS.Platform;
  /** Opens a file in the program this computer has for it; what the system said when it could not. */
  openFile(path: string): Promise<Result<undefined>>;
  /** Shows a file in the system's file manager. */
  showFile(path: string): void;
  log(line: string): void;
}

/** Files of machines that are open in programs of this computer. */
export class Edits implements AsyncDisposable {
  readonly #options: Options;
  readonly #services: EditServices;
  readonly #folders: EditFolders;
  readonly #edits = new Map<string, OpenEdit>();
  /** Being fetched: session, machine and path. */
  readonly #fetching = new Set<string>();
  readonly #unwatch: (() => void)[];

  constructor(options: Options) {
    this.#options = options;
    this.#folders = new EditFolders(options.folder, options.log);
    this.#services = {
      ...options,
      folders: this.#folders,
      onRow(editId, row) {
        if (row === null) options.truth.drop('edits', editId);
        else options.truth.put('edits', editId, row);
      },
    };
    this.#unwatch = [
      options.machines.watch({
        connected: (place) => this.#connected(place),
        progress: () => {},
        crashed: () => {},
        released: (sessionId) => this.#released(sessionId),
        isBusy: () => false,
      }),
      options.transfers.onChange(() => this.#edits.forEach((edit) => void edit.stopWaiting())),
    ];
  }

  /** Lists what the last run could not upload; what it could is removed. */
  async restore(): Promise<void> {
    for (const record of await this.#folders.read()) {
      const edit = new OpenEdit(this.#services, record, this.#folders.of(record.id, record.name));
      if (!(await edit.hasChanges())) {
        await this.#folders.remove(record.id);
        continue;
      }
      this.#edits.set(record.id, edit);
      edit.follow();
      // At once, where the machine is there already; otherwise this says what it waits for.
      void edit.upload();
    }
  }

  /**
   * Fetches a file and opens it. A file that is open already is opened again. `not-found`, `not-supported` for anything
   * but a file, `too-large`, `unsafe-name`, `busy` while it is fetched, `connection-lost`, `limit-reached`
   */
  async edit(place: MachinePlace, path: string): Promise<Result<{ editId: string }>> {
    const { machines } = this.#options;
    const reached = machines.reach(place);
    if (!reached.ok) return reached;
    const found = await reached.value.client.call('statFile', { machine: place.machine, path });
    if (!found.ok) return found;
    const realPath = found.value.realPath ?? path;
    const refusal = this.#refusal(realPath, found.value);
    if (refusal !== undefined) return { ok: false, problem: refusal };
    const known = [...this.#edits.values()].find(
      ({ record }) =>
        record.path === realPath && record.sessionId === place.sessionId && record.machine === place.machine,
    );
    if (known !== undefined) {
      await this.#open(known);
      return ok({ editId: known.record.id });
    }
    const key = JSON.stringify([place.sessionId, place.machine, realPath]);
    if (this.#fetching.has(key)) return fail('busy', 'This file is on its way here already.');
    this.#fetching.add(key);
    try {
      return await this.#begin(place, reached.value, realPath);
    } finally {
      this.#fetching.delete(key);
    }
  }

  /** `not-found`, `busy` while a save is not uploaded, unless it shall be lost */
  async stop(editId: string, loseChanges: boolean): Promise<Result<undefined>> {
    const edit = this.#edits.get(editId);
    if (edit === undefined) return notFound();
    if (!loseChanges && (edit.row.state === 'uploading' || (await edit.hasChanges()))) {
      const hint = 'Wait until it is, or end the editing and lose what was saved since.';
      return fail('busy', `The last save of ${edit.row.name} is not uploaded yet.`, hint);
    }
    await this.#forget(edit);
    return ok();
  }

  /** `not-found`, `bad-request` where there is nothing to choose */
  resolve(editId: string, choice: CallInput<'files.resolveEdit'>['choice']): Result<undefined> {
    const edit = this.#edits.get(editId);
    if (edit === undefined) return notFound();
    if (edit.row.state !== 'conflict') return fail('bad-request', 'There is nothing to choose any more.');
    void edit.resolve(choice);
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const unwatch of this.#unwatch) unwatch();
    await Promise.all(
      [...this.#edits.values()].map(async (edit) => {
        await edit[Symbol.asyncDispose]();
        if (!(await edit.hasChanges())) await this.#folders.remove(edit.record.id);
      }),
    );
  }

  async #begin(place: MachinePlace, { identity, name: machineName, client }: ReachedMachine, path: string) {
    const id = randomUUID();
    const name = posix.basename(path);
    const openedAt = this.#options.clock.now();
    const shown = { id, ...place, path, name: plainText(name), openedAt };
    this.#services.onRow(id, { ...shown, state: 'fetching' });
    const { transfers } = this.#options;
    let folder: EditFolder;
    let record: EditRecord;
    try {
      folder = await this.#folders.make(id, name);
      const fetched = await fetchCopy(transfers, { place, client }, { path, name, folder });
      if (!fetched.ok) return await this.#giveUp(id, fetched);
      const { mode, ...base } = fetched.value;
      record = { id, ...place, identity, machineName, path, name, mode, openedAt, base };
      await this.#folders.write(record);
    } catch (error) {
      const hint = 'Check that the disk of this computer is not full.';
      return this.#giveUp(id, fail('storage-failed', `The file could not be put here: ${describe(error)}.`, hint));
    }
    const edit = new OpenEdit(this.#services, record, folder);
    this.#edits.set(id, edit);
    edit.follow();
    await this.#open(edit);
    return ok({ editId: id });
  }

  async #giveUp(id: string, refusal: Result<never>): Promise<Result<never>> {
    this.#services.onRow(id, null);
    await this.#folders.remove(id);
    return refusal;
  }

  /** A file that this computer would run is not opened, only shown. */
  async #open(edit: OpenEdit): Promise<void> {
    const { platform, openFile, showFile } = this.#options;
    const { copy } = edit.folder;
    const hint = 'Its folder is shown: open it from there with an editor. Each save is uploaded.';
    if (wouldRun(edit.record.name, platform)) {
      showFile(copy);
      const message = `${edit.row.name} was not opened, because this computer might run it instead of showing it.`;
      return edit.note(problem('not-supported', message, hint));
    }
    const opened = await openFile(copy);
    if (opened.ok) return;
    showFile(copy);
    edit.note({ ...opened.problem, hint });
  }

  #refusal(path: string, { kind, sizeBytes }: { kind: string; sizeBytes: number }): Problem | undefined {
    const name = posix.basename(path);
    const shown = plainText(name);
    if (kind !== 'file') return problem('not-supported', `${shown} is not a file, so it cannot be edited.`);
    if (sizeBytes > MOST_EDITED_BYTES) {
      const most = MOST_EDITED_BYTES / 1024 / 1024;
      return problem('too-large', `${shown} is larger than ${most} MiB.`, 'Download it, and upload it again.');
    }
    if (!canHaveName(name, this.#options.platform)) {
      const message = `${shown} cannot lie on this computer under its own name.`;
      return problem('unsafe-name', message, 'Rename it on the machine first.');
    }
    if (this.#edits.size + this.#fetching.size >= MOST_EDITS)
      return problem('limit-reached', `${MOST_EDITS} files are open already.`, 'End the editing of some of them.');
    return undefined;
  }

  async #forget(edit: OpenEdit): Promise<void> {
    const { id } = edit.record;
    await edit[Symbol.asyncDispose]();
    this.#edits.delete(id);
    this.#services.onRow(id, null);
    await this.#folders.remove(id);
  }

  #connected(place: MachinePlace): void {
    const { machines } = this.#options;
    const reached = machines.reach(place);
    if (!reached.ok) return;
    for (const edit of this.#edits.values())
      if (belongs(edit.record, place, reached.value.identity, machines)) void edit.upload();
  }

  #released(sessionId: string): void {
    for (const edit of this.#edits.values()) {
      if (edit.record.sessionId !== sessionId) continue;
      const message = 'The session has ended, and its machine is gone. What you save stays on this computer.';
      edit.note(problem('session-ended', message, `It is kept in ${edit.folder.folder} until you end the editing.`));
    }
  }
}

function notFound(): { ok: false; problem: Problem } {
  return fail('not-found', 'This file is not open for editing any more.');
}
