import type { EntryKind } from '../../contract/files.ts';
import type { Result } from '../../contract/problem.ts';
import type { Attributes } from '../remote/remote-files.ts';

/** What is at a place already. */
export interface There {
  kind: EntryKind;
  sizeBytes: number;
  modifiedAt: number | undefined;
}

export interface TargetPlace {
  /** Absolute, on the side it goes to. */
  at: string;
  /** Its path there, for the screen, if it is not the one it had. */
  renamedTo?: string | undefined;
}

export interface MadeFolder extends TargetPlace {
  /** It was not there before, so there is nothing in it. */
  isFresh: boolean;
}

/** The side a transfer goes to: this computer or a machine. */
export interface Target {
  /** The folder that was chosen, absolute. */
  readonly root: string;
  /** Is there and is a folder. Made where it is missing. */
  prepare(): Promise<Result<undefined>>;
  /** Why nothing at all can be put there. Tried, because permission bits tell little. */
  probe(): Promise<Result<undefined>>;
  /** What is at a place, links as themselves; undefined when nothing is. */
  look(at: string): Promise<Result<There | undefined>>;
  /** All that is in a folder, by name; undefined when it is too much to remember, or each thing is asked for cheaply. */
  listing(at: string): Promise<Result<Map<string, There> | undefined>>;
  /**
   * Makes a folder unless it is there. What is no folder, links to folders included, is `already-exists` or
   * `not-allowed` with a sentence.
   * @param parent where the folder is that it goes into
   * @param path below the chosen folder, as the side it comes from has it
   */
  makeFolder(parent: string, path: string): Promise<Result<MadeFolder>>;
  /** Where a file of a folder goes. */
  place(parent: string, path: string): Promise<Result<TargetPlace>>;
  /** The place of another name in the same folder. */
  beside(at: string, name: string): string;
  setFolder(at: string, attributes: Attributes): Promise<void>;
  /** Makes a link, or, with `replace`, puts one in the place of a file or link. */
  makeLink(at: string, target: string, replace: boolean, tag: string): Promise<Result<undefined>>;
  /** Removes what has this ending and is no folder; false when that could not be seen to. */
  removeEnding(folder: string, ending: string, signal: AbortSignal): Promise<boolean>;
  /** Removes a file or link. */
  removeFile(at: string): Promise<Result<undefined>>;
  /** Bytes that can still be written here; undefined when nobody tells. */
  freeBytes(): Promise<number | undefined>;
}
