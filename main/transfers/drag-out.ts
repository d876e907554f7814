import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../contract/problem.ts';
import type { Transfer } from '../contract/transfer.ts';
import type { Clock } from '../lib/clock.ts';
import { describe, fail, ok } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import type { MachinePlace, SessionMachines } from '../sessions/session-machines.ts';
import type { PrivateFolders } from './private-folders.ts';
import type { Transfers } from './transfers.ts';
import { downloadWishes } from './wishes.ts';

/** More than this takes longer than anybody holds a mouse button. */
export const MOST_DRAGGED_BYTES = 64 * 1024 * 1024;
export const MOST_DRAGGED_FILES = 500;
/** So long the fetching may take; milliseconds. */
export const DRAG_LIMIT_MS = 20_000;
/** So many things are looked at before anything is fetched. */
const MOST_LOOKED_AT = 50;

interface Options {
  machines: SessionMachines;
  transfers: Transfers;
  folders: PrivateFolders;
  clock: Clock;
  /** The mouse that drags. */
  mouse: { readonly isHeld: boolean; onRelease(listener: () => void): () => void };
  /** Hands files to the system's drag. */
  startDrag(paths: string[]): Result<undefined>;
}

const tooLarge = fail(
  'too-large',
  'This is too much to be dragged out of the window.',
  'Download it instead: that may take as long as it needs.',
);

const letGo = fail(
  'cancelled',
  'The mouse button was let go before everything was here.',
  'Hold it until the files hang at the pointer, or download them instead.',
);

/** Fetches things that are dragged out of the window, and gives them to the system. */
export class DragOut implements AsyncDisposable {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** `too-large`, `cancelled`, `not-found`, `not-supported`, `connection-lost`, `storage-failed` */
  async drag(place: MachinePlace, paths: readonly string[]): Promise<Result<undefined>> {
    if (!this.#options.mouse.isHeld) return letGo;
    const small = await this.#isSmall(place, paths);
    if (!small.ok) return small;
    const folder = await this.#options.folders.make();
    if (!folder.ok) return folder;
    const fetched = await this.#fetch(place, paths, folder.value);
    // Begun without a button held, the system's drag would hold up everything until one is pressed and let go.
    if (fetched.ok && this.#options.mouse.isHeld) return this.#options.startDrag(fetched.value);
    await this.#options.folders.remove(folder.value);
    return fetched.ok ? letGo : fetched;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.folders.empty();
  }

  /** What files come to, before anything is fetched; of a folder the transfer itself tells how large it is. */
  async #isSmall(place: MachinePlace, paths: readonly string[]): Promise<Result<undefined>> {
    if (paths.length > MOST_DRAGGED_FILES) return tooLarge;
    const reached = this.#options.machines.reach(place);
    if (!reached.ok) return reached;
    let sizeBytes = 0;
    for (const path of paths.slice(0, MOST_LOOKED_AT)) {
      const found = await reached.value.client.call('statFile', { machine: place.machine, path });
      if (!found.ok) return found;
      if (found.value.kind === 'other')
        return fail('not-supported', 'Only files and folders can be dragged out of the window.');
      if (found.value.kind === 'file') sizeBytes += found.value.sizeBytes;
    }
    return sizeBytes > MOST_DRAGGED_BYTES ? tooLarge : ok();
  }

  async #fetch(place: MachinePlace, paths: readonly string[], folder: string): Promise<Result<string[]>> {
    const { transfers, clock, mouse } = this.#options;
    const wishes = downloadWishes(place, paths, folder, 'drag-out');
    const [wish] = wishes.ok ? wishes.value : [];
    if (!wishes.ok || wish === undefined) return wishes.ok ? tooLarge : wishes;
    const started = await transfers.start({ ...wish, to: 'the desktop', rule: 'keep-both' });
    if (!started.ok) return started;
    const { transferId } = started.value;
    const givenUp = Promise.withResolvers<undefined>();
    const stopLooking = transfers.onChange(() => {
      const row = transfers.get(transferId);
      if (row === undefined || isTooMuch(row)) givenUp.resolve(undefined);
    });
    const stopHolding = mouse.onRelease(() => givenUp.resolve(undefined));
    // It may have been while the files were looked at.
    if (!mouse.isHeld) givenUp.resolve(undefined);
    const ended = await within(clock, DRAG_LIMIT_MS, Promise.race([transfers.whenEnded(transferId), givenUp.promise]));
    stopLooking();
    stopHolding();
    const refusal = mouse.isHeld ? tooLarge : letGo;
    const problem = ended === undefined ? refusal.problem : ended.problem;
    const failure = problem === undefined ? await this.#whyNot(ended, transferId) : undefined;
    // Whether it worked or not, the person sees at once; a row of it would only be in the way.
    await transfers.abandon(transferId);
    if (problem !== undefined) return { ok: false, problem };
    if (failure !== undefined) return failure;
    try {
      return ok((await readdir(folder)).map((name) => join(folder, name)));
    } catch (error) {
      return fail('storage-failed', `The files could not be read: ${describe(error)}.`);
    }
  }

  async #whyNot(ended: Transfer | undefined, transferId: string): Promise<Result<never> | undefined> {
    if (ended?.state === 'done' && ended.failedCount === 0 && ended.filesDone + ended.skippedCount > 0)
      return undefined;
    if (ended?.state === 'cancelled') return fail('cancelled', 'The drag was cancelled.');
    const notes = await this.#options.transfers.notes({ transferId, kind: 'failed', offset: 0, limit: 1 });
    const first = notes.ok ? notes.value.notes[0] : undefined;
    const detail = first === undefined ? undefined : `${first.path}: ${first.message}`;
    return fail('not-supported', 'Not everything could be fetched.', 'Download it instead to see why.', detail);
  }
}

function isTooMuch({ state, bytesTotal, filesTotal }: Transfer): boolean {
  return (
    bytesTotal > MOST_DRAGGED_BYTES ||
    filesTotal > MOST_DRAGGED_FILES ||
    state === 'asking' ||
    state === 'waiting' ||
    state === 'paused'
  );
}
