import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileAccess, FileEntry } from '../../../main/contract/files.ts';
import type { Problem, Result } from '../../../main/contract/problem.ts';
import type { FileClient } from '../../state/file-client.ts';
import { emptySelection, onlyOne, onlyThere, type Selection } from '../../ui/table/selection.ts';
import { Listing } from './listing.ts';
import { baseName, joinPath, parentPath } from './paths.ts';
import { comparison, type Sort, type SortColumn } from './sort-entries.ts';

/** What is true of all files of the machine. */
export interface Place {
  home: string;
  via: FileAccess;
  note: string | undefined;
  os: 'posix' | 'windows';
}

export interface BrowserState {
  place: Place | undefined;
  /** The folder that is shown; undefined until the first one was found. */
  folder: string | undefined;
  /** `listing`: entries are on their way; `failed`: see `problem`. */
  status: 'opening' | 'listing' | 'ready' | 'failed';
  problem: Problem | undefined;
  /** Sorted. */
  entries: readonly FileEntry[];
  /** Entries that came, also those that are not sorted in yet. */
  count: number;
  isCut: boolean;
  oddCount: number;
  sort: Sort;
  selection: Selection;
  /** Only names with this in them are shown. */
  find: string;
  back: readonly string[];
  forward: readonly string[];
}

/** Entries of a folder that is opened are shown together when they are there within this time, and then as often. */
const SHOW_MS = 120;
/** Folders to go back to. */
const MAX_HISTORY = 100;

type Way = 'new' | 'back' | 'forward' | 'same';

/** Where somebody is among the files of a machine, and what is there. */
export class Browser implements Disposable {
  readonly store: StoreApi<BrowserState>;
  readonly client: FileClient;
  #listing = new Listing(comparison({ column: 'name', isDescending: false }));
  #listed: AbortController | undefined;
  #stop: (() => void) | undefined;

  constructor(client: FileClient) {
    this.client = client;
    this.store = createStore<BrowserState>(() => ({
      place: undefined,
      folder: undefined,
      status: 'opening',
      problem: undefined,
      entries: [],
      count: 0,
      isCut: false,
      oddCount: 0,
      sort: { column: 'name', isDescending: false },
      selection: emptySelection,
      find: '',
      back: [],
      forward: [],
    }));
  }

  /** Listens to the machine, also after it was let go: React takes effects back and makes them again. */
  resume(): void {
    this.client.resume();
    this.#stop ??= this.client.on('link', ({ isConnected }) => {
      if (isConnected) void this.refresh();
    });
  }

  get #state(): BrowserState {
    return this.store.getState();
  }

  /** Finds out where the home folder is, and opens a folder; the home folder when that one is gone. */
  async start(path: string | undefined): Promise<void> {
    const home = await this.#locate(undefined);
    if (!home.ok) return this.#fail(home.problem);
    const first = path === undefined ? home : await this.#locate(path);
    const opened = first.ok && first.value.kind === 'folder' ? first.value.path : home.value.path;
    await this.open(opened);
  }

  /** Goes where a typed path leads: into a folder, or to a file in its folder. The problem is for the typist. */
  async go(path: string): Promise<Result<undefined>> {
    const found = await this.#locate(path);
    if (!found.ok) return found;
    const { kind, path: real } = found.value;
    if (kind === 'other') {
      const message = 'There is neither a folder nor a file at this path.';
      return { ok: false, problem: { code: 'not-supported', message } };
    }
    if (kind === 'folder') void this.open(real);
    else void this.open(parentPath(real), 'new', baseName(real));
    return { ok: true, value: undefined };
  }

  /** Opens a folder that is known to be there, and puts the cursor on one of its entries. */
  async open(path: string, way: Way = 'new', cursor?: string): Promise<void> {
    const { folder, back, forward } = this.#state;
    const here = folder === undefined || folder === path ? [] : [folder];
    const history =
      way === 'new'
        ? {
            back: here.length === 0 ? back : [...back, ...here].slice(-MAX_HISTORY),
            forward: here.length === 0 ? forward : [],
          }
        : way === 'back'
          ? { back: back.slice(0, -1), forward: [...here, ...forward] }
          : way === 'forward'
            ? { back: [...back, ...here], forward: forward.slice(1) }
            : {};
    this.store.setState({
      folder: path,
      status: 'listing',
      problem: undefined,
      entries: [],
      count: 0,
      isCut: false,
      oddCount: 0,
      find: '',
      selection: cursor === undefined ? emptySelection : onlyOne(cursor),
      ...history,
    });
    await this.#list(path, true);
  }

  goBack(): void {
    const { back, folder } = this.#state;
    const path = back.at(-1);
    if (path !== undefined) void this.open(path, 'back', nameBelow(path, folder));
  }

  goForward(): void {
    const [path] = this.#state.forward;
    if (path !== undefined) void this.open(path, 'forward');
  }

  /** Goes to the folder above; the one that was left is chosen there. */
  goUp(): void {
    const { folder } = this.#state;
    if (folder === undefined || parentPath(folder) === folder) return;
    void this.open(parentPath(folder), 'new', baseName(folder));
  }

  /** Lists the folder again. What is shown stays until the new listing is whole. */
  async refresh(): Promise<void> {
    const { folder, status } = this.#state;
    if (folder === undefined) return this.start(undefined);
    if (status === 'failed') return this.open(folder, 'same');
    if (status !== 'listing') await this.#list(folder, false);
  }

  /** Sorts by a column, or the other way round when it is sorted by it already. */
  async sortBy(column: SortColumn): Promise<void> {
    const { sort } = this.#state;
    const next = { column, isDescending: sort.column === column && !sort.isDescending };
    this.store.setState({ sort: next });
    const listing = this.#listing;
    if (await listing.sort(comparison(next))) this.#show(listing);
  }

  select(selection: Selection): void {
    this.store.setState({ selection });
  }

  setFind(find: string): void {
    this.store.setState({ find });
  }

  /** True when the folder that is shown has something of this name. */
  has(name: string): boolean {
    return this.#listing.has(name);
  }

  /** Takes entries out that are gone. */
  dropNames(names: readonly string[]): void {
    this.#listing.remove(new Set(names));
    this.#show(this.#listing);
  }

  /** Asks for one entry anew and shows it; `instead` had its place. */
  async showEntry(name: string, instead?: string): Promise<void> {
    const { folder } = this.#state;
    if (folder === undefined) return;
    const info = await this.client.call('info', { path: joinPath(folder, name) });
    if (!info.ok || folder !== this.#state.folder) return;
    this.#listing.put(info.value, instead);
    this.#show(this.#listing);
  }

  [Symbol.dispose](): void {
    this.#listed?.abort();
    this.#stop?.();
    this.#stop = undefined;
    this.client[Symbol.dispose]();
  }

  async #locate(path: string | undefined): ReturnType<typeof this.client.call<'locate'>> {
    const home = this.#state.place?.home;
    const whole = home !== undefined && path?.startsWith('~/') === true ? joinPath(home, path.slice(2)) : path;
    const found = await this.client.call('locate', whole === undefined ? {} : { path: whole });
    if (found.ok) {
      const { via, note, os } = found.value;
      this.store.setState({ place: { home: found.value.home, via, note, os } });
    }
    return found;
  }

  #fail(problem: Problem): void {
    this.store.setState({ status: 'failed', problem });
  }

  async #list(path: string, isNew: boolean): Promise<void> {
    this.#listed?.abort();
    const listed = new AbortController();
    this.#listed = listed;
    const listing = new Listing(comparison(this.#state.sort));
    if (isNew) this.#listing = listing;
    const timer = setInterval(() => {
      if (isNew && listing.sorted.length > 0) this.#show(listing);
    }, SHOW_MS);
    // Each part is sorted in as it comes: all of them at once would take the window's time for too long.
    const take = (entries: readonly FileEntry[]) => {
      listing.add(entries);
      listing.flush();
    };
    const result = await this.client.list(path, take, listed.signal);
    clearInterval(timer);
    if (listed.signal.aborted) return;
    this.#listed = undefined;
    if (!result.ok) {
      // A link that is gone says so elsewhere; what was listed stays readable.
      if (isNew || result.problem.code !== 'connection-lost') this.#fail(result.problem);
      return;
    }
    // The order may have changed while this went on in the background.
    if (!isNew) await listing.sort(comparison(this.#state.sort));
    listing.oddCount += result.value.leftOut ?? 0;
    this.#listing = listing;
    this.store.setState({ status: 'ready', problem: undefined, isCut: result.value.isCut });
    this.#show(listing);
    this.store.setState({ selection: onlyThere(this.#state.selection, (name) => listing.has(name)) });
  }

  #show(listing: Listing): void {
    if (listing !== this.#listing) return;
    this.store.setState(({ selection, status }) => ({
      entries: listing.sorted,
      count: listing.count,
      oddCount: listing.oddCount,
      selection: status === 'listing' ? selection : onlyThere(selection, (name) => listing.has(name)),
    }));
  }
}

/** The entry of `folder` on the way to what lies below it. */
function nameBelow(folder: string, path: string | undefined): string | undefined {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path?.startsWith(start) === true ? path.slice(start.length).split('/')[0] : undefined;
}
