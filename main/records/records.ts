import type { Result } from '../contract/problem.ts';
import type { Recording, SessionRecord } from '../contract/record.ts';
import type { Salvage } from '../contract/salvage.ts';
import type { Session } from '../contract/session.ts';
import type { Settings } from '../contract/settings.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import { openRecordFiles, type RecordFiles } from './record-files.ts';
import { outlived, type Kept } from './retention.ts';
import { afterRestart, beginRecord, followSession, hasBegun, isOver, joinRecords } from './session-record.ts';

interface Options {
  truth: TruthStore;
  /** Made when missing. */
  folder: string;
  settings(): Settings;
  /** How many of the newest are in the truth; 1,000 when left out. Others stay on the disk until they are swept. */
  mostShown?: number;
  clock: Clock;
  log(line: string): void;
}

/** How long changes are gathered before they are written. */
const SAVE_DELAY_MS = 1_000;
/** How often what is too old or too much goes; also after each session and each change of the settings. */
const SWEEP_EVERY_MS = 6 * 3_600_000;
const MOST_SHOWN = 1_000;
/** Read at once, so that the main process can do something else in between. */
const READ_AT_ONCE = 16;
const MOST_SALVAGES = 100;
const MOST_RECORDINGS = 500;

const gone = fail('not-found', 'Nothing is kept of this session any more.');

/** What stays of sessions: begun when a machine is there, kept on the disk, in the truth by session. */
export class Records implements AsyncDisposable {
  readonly #options: Options;
  readonly #files: RecordFiles;
  readonly #open = new Set<string>();
  /** On the disk, but too old for the truth. */
  readonly #older = new Map<string, Kept>();
  /** Takes back the write that waits. */
  readonly #waiting = new Map<string, () => void>();
  /** The last thing done on the disk for a session; the next waits for it. */
  readonly #work = new Map<string, Promise<unknown>>();
  readonly #stopWatching: () => void;
  #stopSweeping = (): void => {};
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#files = openRecordFiles(options.folder, options.log);
    this.#stopWatching = options.truth.watch((change) => {
      if (change.collection === 'sessions')
        if (change.value === null) this.#dropped(change.key);
        else this.#follow(change.value);
      else if (change.collection === 'settings') void this.sweep();
    });
  }

  /** Reads what was kept, the newest first. It takes a while when there is much, and nobody waits for it. */
  async restore(): Promise<void> {
    const { truth } = this.#options;
    const folders = await this.#files.folders();
    let shown = 0;
    for (let at = 0; at < folders.length && !this.#isDisposed; at += READ_AT_ONCE) {
      const read = await Promise.all(folders.slice(at, at + READ_AT_ONCE).map((folder) => this.#files.read(folder)));
      for (const found of read) {
        // One that is there already was begun meanwhile, and has read its file itself.
        if (found === undefined || this.get(found.id) !== undefined || this.#isDisposed) continue;
        const record = afterRestart(found);
        if (shown >= (this.#options.mostShown ?? MOST_SHOWN)) this.#older.set(record.id, record);
        else {
          shown += 1;
          truth.put('records', record.id, record);
          if (record.state !== found.state) this.#saveSoon(record.id);
        }
      }
    }
    if (!this.#isDisposed) this.#sweepAgain();
  }

  get(sessionId: string): SessionRecord | undefined {
    return this.#options.truth.get('records', sessionId);
  }

  all(): SessionRecord[] {
    return this.#options.truth.all('records');
  }

  /** The folder of one salvage or recording, made when missing, for this user alone. `not-found`, `storage-failed` */
  async folder(sessionId: string, kind: 'salvages' | 'recordings', id: string): Promise<Result<string>> {
    return this.get(sessionId) === undefined ? gone : this.#files.make(sessionId, kind, id);
  }

  /** Nothing happens when the record is gone. */
  putSalvage(sessionId: string, salvage: Salvage): void {
    this.#change(sessionId, (record) => {
      const salvages = replace(record.salvages, salvage);
      for (const { id } of salvages.slice(0, -MOST_SALVAGES)) void this.#remove(sessionId, 'salvages', id);
      return { ...record, salvages: salvages.slice(-MOST_SALVAGES) };
    });
  }

  /** Takes it out, and removes its folder. `storage-failed` */
  dropSalvage(sessionId: string, salvageId: string): Promise<Result<undefined>> {
    this.#change(sessionId, (record) => ({
      ...record,
      salvages: record.salvages.filter(({ id }) => id !== salvageId),
    }));
    return this.#remove(sessionId, 'salvages', salvageId);
  }

  /** Nothing happens when the record is gone. */
  putRecording(sessionId: string, recording: Recording): void {
    this.#change(sessionId, (record) => {
      const recordings = replace(record.recordings, recording);
      for (const { id } of recordings.slice(0, -MOST_RECORDINGS)) void this.#remove(sessionId, 'recordings', id);
      return { ...record, recordings: recordings.slice(-MOST_RECORDINGS) };
    });
  }

  /** Takes it out, and removes its folder. `storage-failed` */
  dropRecording(sessionId: string, recordingId: string): Promise<Result<undefined>> {
    this.#change(sessionId, (record) => ({
      ...record,
      recordings: record.recordings.filter(({ id }) => id !== recordingId),
    }));
    return this.#remove(sessionId, 'recordings', recordingId);
  }

  /** `not-found`, `storage-failed` */
  setNotes(sessionId: string, notes: string): Promise<Result<undefined>> {
    return this.#changeNow(sessionId, (record) => ({ ...record, notes }));
  }

  /** `not-found`, `storage-failed` */
  keep(sessionId: string, isKept: boolean): Promise<Result<undefined>> {
    return this.#changeNow(sessionId, (record) => ({ ...record, isKept }));
  }

  /** Removes all that stayed of a session. `busy` while it is open, `storage-failed` */
  async remove(sessionId: string): Promise<Result<undefined>> {
    const isWorking = this.get(sessionId)?.salvages.some(({ state }) => state === 'running') === true;
    if (this.#open.has(sessionId)) return fail('busy', 'This session is still open.', 'End it first.');
    if (isWorking) return fail('busy', 'Work is still being saved there.', 'Wait for it, or stop it.');
    return this.#forget(sessionId);
  }

  /** Removes what is too old or too much. */
  async sweep(): Promise<void> {
    if (this.#isDisposed) return;
    const records = [...this.#older.values(), ...this.all()];
    const isOpen = (id: string): boolean =>
      this.#open.has(id) || this.get(id)?.salvages.some(({ state }) => state === 'running') === true;
    const ids = outlived(records, isOpen, this.#options.settings(), this.#options.clock.now());
    for (const id of ids) {
      const removed = await this.#forget(id);
      if (!removed.ok) this.#options.log(`records: ${removed.problem.message}`);
    }
    if (ids.length > 0) this.#options.log(`records: ${ids.length} old ones were removed`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopWatching();
    this.#stopSweeping();
    this.#isDisposed = true;
    const unsaved = [...this.#waiting.keys()];
    await Promise.all(unsaved.map((id) => this.#save(id)));
    await Promise.all(this.#work.values());
  }

  #follow(session: Session): void {
    const { id } = session;
    if (!this.#open.has(id)) {
      if (!hasBegun(session)) return;
      this.#open.add(id);
      if (this.get(id) === undefined) this.#begin(session);
    }
    this.#change(id, (record) => followSession(record, session, this.#around(session)));
    if (isOver(session.state)) this.#ended(id);
  }

  #begin(session: Session): void {
    const { truth, clock } = this.#options;
    const { id } = session;
    truth.put('records', id, beginRecord(session, this.#around(session), clock.now()));
    this.#older.delete(id);
    // The session may be one that was open before Jumpseat was closed: nothing is written before that is known.
    void this.#inTurn(id, async () => {
      const found = await this.#files.read(this.#files.folderOf(id));
      const current = this.get(id);
      if (found !== undefined && current !== undefined)
        truth.put('records', id, joinRecords(afterRestart(found), current));
    });
    void this.#save(id);
  }

  /** The session left the list before it was over, with its account. */
  #dropped(id: string): void {
    if (!this.#open.has(id)) return;
    this.#change(id, (record) => ({ ...record, state: 'closed', endedAt: this.#options.clock.now() }));
    this.#ended(id);
  }

  #ended(id: string): void {
    this.#open.delete(id);
    void this.#save(id).then(() => this.sweep());
  }

  #around({ accountId, buildId, rebuildId }: Session) {
    const { truth } = this.#options;
    const id = buildId ?? rebuildId;
    return {
      account: truth.get('accounts', accountId),
      build: id === undefined ? undefined : truth.get('builds', id),
    };
  }

  #change(sessionId: string, change: (record: SessionRecord) => SessionRecord): void {
    const record = this.get(sessionId);
    if (record === undefined) return;
    this.#options.truth.put('records', sessionId, change(record));
    this.#saveSoon(sessionId);
  }

  async #changeNow(sessionId: string, change: (record: SessionRecord) => SessionRecord): Promise<Result<undefined>> {
    if (this.get(sessionId) === undefined) return gone;
    this.#change(sessionId, change);
    return this.#save(sessionId);
  }

  #saveSoon(id: string): void {
    if (this.#waiting.has(id) || this.#isDisposed) return;
    this.#waiting.set(
      id,
      this.#options.clock.after(SAVE_DELAY_MS, () => void this.#save(id)),
    );
  }

  /** Writes a record as it is then, with its size. */
  async #save(id: string): Promise<Result<undefined>> {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    return this.#inTurn(id, async () => {
      const sizeBytes = await this.#files.measure(id);
      const record = this.get(id);
      if (record === undefined) return ok();
      const measured = { ...record, sizeBytes };
      this.#options.truth.put('records', id, measured);
      const written = await this.#files.write(measured);
      if (!written.ok) this.#options.log(`records: ${written.problem.message}`);
      return written;
    });
  }

  #remove(sessionId: string, ...names: string[]): Promise<Result<undefined>> {
    return this.#inTurn(sessionId, () => this.#files.remove(sessionId, ...names));
  }

  async #forget(sessionId: string): Promise<Result<undefined>> {
    this.#waiting.get(sessionId)?.();
    this.#waiting.delete(sessionId);
    const removed = await this.#remove(sessionId);
    if (!removed.ok) return removed;
    this.#older.delete(sessionId);
    this.#options.truth.drop('records', sessionId);
    return ok();
  }

  async #inTurn<T>(id: string, task: () => Promise<T>): Promise<T> {
    const before = this.#work.get(id);
    const mine = (before ?? Promise.resolve()).then(task);
    const settled = mine.catch(() => {});
    this.#work.set(id, settled);
    try {
      return await mine;
    } finally {
      if (this.#work.get(id) === settled) this.#work.delete(id);
    }
  }

  #sweepAgain(): void {
    void this.sweep();
    this.#stopSweeping = this.#options.clock.after(SWEEP_EVERY_MS, () => this.#sweepAgain());
  }
}

function replace<T extends { id: string }>(list: readonly T[], entry: T): T[] {
  return list.some(({ id }) => id === entry.id)
    ? list.map((current) => (current.id === entry.id ? entry : current))
    : [...list, entry];
}
