import type { Problem } from '../../contract/problem.ts';

/** A file as the side it comes from has it. */
export interface SourceFile {
  kind: 'file';
  /** Below what was chosen, with `/`; empty for the chosen thing itself. */
  path: string;
  sizeBytes: number;
  modifiedAt: number | undefined;
  mode: number | undefined;
}

export interface SourceFolder {
  kind: 'folder';
  path: string;
  modifiedAt: number | undefined;
  mode: number | undefined;
}

export interface SourceLink {
  kind: 'link';
  path: string;
  /** Where it points; not asked for where links are left out. */
  target: string | undefined;
  modifiedAt: number | undefined;
}

/** What a walk comes across. A folder comes before what is in it. */
export type SourceItem =
  | SourceFile
  | SourceFolder
  | SourceLink
  /** A socket, pipe or device. */
  | { kind: 'other'; path: string }
  /** Something that cannot be looked at, or must not be named. */
  | { kind: 'failed'; path: string; problem: Problem }
  /** All that is right in this folder has been said; not what is in folders of it. */
  | { kind: 'end'; path: string };

/** The folder something is in; empty for the chosen thing itself. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export const joinPath = (folder: string, name: string): string => {
  if (folder === '') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
};
