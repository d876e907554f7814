import type { FileEntry } from '../../../main/contract/files.ts';
import { insertSorted, sortInSlices, type Compare } from './sort-entries.ts';

/** A name that is one step of a path; anything else could lead elsewhere. */
function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

/** The entries of one folder, sorted as they come. */
export class Listing {
  readonly #names = new Set<string>();
  /** Links that came, and where they lead did not yet. */
  readonly #openLinks = new Set<string>();
  /** Links that came again, with where they lead. */
  #knownLinks = new Map<string, FileEntry>();
  #waiting: FileEntry[] = [];
  #sorted: readonly FileEntry[] = [];
  #compare: Compare;
  #sorting: AbortController | undefined;
  /** Entries whose names could not be those of things in a folder, or came twice. */
  oddCount = 0;

  constructor(compare: Compare) {
    this.#compare = compare;
  }

  /** All that came, also what is not sorted in yet. */
  get count(): number {
    return this.#names.size;
  }

  get sorted(): readonly FileEntry[] {
    return this.#sorted;
  }

  add(entries: readonly FileEntry[]): void {
    for (const entry of entries) {
      const { name, kind, link } = entry;
      if (isName(name) && !this.#names.has(name)) {
        this.#names.add(name);
        this.#waiting.push(entry);
        if (kind === 'link' && link === undefined) this.#openLinks.add(name);
      } else if (kind === 'link' && link !== undefined && this.#openLinks.delete(name)) {
        this.#knownLinks.set(name, entry);
      } else this.oddCount += 1;
    }
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Puts what came since the last time where it belongs. */
  flush(): void {
    if (this.#sorting !== undefined) return;
    if (this.#knownLinks.size > 0) {
      const known = this.#knownLinks;
      // A link to a folder may stand elsewhere than a link of which nothing is known.
      this.#sorted = this.#sorted.filter(({ name }) => !known.has(name));
      this.#waiting = [...this.#waiting.filter(({ name }) => !known.has(name)), ...known.values()];
      this.#knownLinks = new Map();
    }
    if (this.#waiting.length === 0) return;
    this.#sorted = insertSorted(this.#sorted, this.#waiting, this.#compare);
    this.#waiting = [];
  }

  remove(names: ReadonlySet<string>): void {
    for (const name of names) {
      this.#names.delete(name);
      this.#openLinks.delete(name);
      this.#knownLinks.delete(name);
    }
    this.#sorted = this.#sorted.filter(({ name }) => !names.has(name));
    this.#waiting = this.#waiting.filter(({ name }) => !names.has(name));
  }

  /** Puts an entry in the place of one with this name, or of none. */
  put(entry: FileEntry, instead = entry.name): void {
    this.remove(new Set([instead, entry.name]));
    this.add([entry]);
    this.flush();
  }

  /** Sorts anew. False when another order was asked for in the meantime. */
  async sort(compare: Compare): Promise<boolean> {
    this.#sorting?.abort();
    const sorting = new AbortController();
    this.#sorting = sorting;
    this.#compare = compare;
    const before = this.#sorted;
    const sorted = await sortInSlices(before, compare, sorting.signal);
    if (this.#sorting !== sorting || sorted === undefined) return false;
    this.#sorting = undefined;
    // What was removed while this went on is not brought back.
    this.#sorted = this.#sorted === before ? sorted : sorted.filter(({ name }) => this.#names.has(name));
    this.flush();
    return true;
  }
}
