import type { FileEntry } from '../../../main/contract/files.ts';
import { chooseUpload, download, editFile, type MachineRef } from '../../state/file-actions.ts';
import { toggleHiddenFiles } from '../../state/file-view.ts';
import type { Browser, BrowserState } from './browser.ts';
import { isFile, isFolder } from './entry-text.ts';
import {
  checksumPath,
  clipPaths,
  comparePath,
  copyPaths,
  duplicateEntries,
  showCommand,
  type Desk,
} from './file-operations.ts';
import { joinPath } from './paths.ts';
import { sortColumns, type SortColumn } from './sort-entries.ts';

/** Asks for a comparison of a folder of this computer with one of the machine. */
export type SyncRequest = { direction: 'upload' | 'download'; remoteFolder: string };

/** What the list of files does in answer to a command; the rest is done by operations. */
export interface BrowserActs {
  open(entry: FileEntry): void;
  goTo(path: string): void;
  typePath(): void;
  startRename(entry: FileEntry): void;
  startFolder(): void;
  askRemove(paths: readonly string[]): void;
  editMode(entries: readonly FileEntry[]): void;
  paste(): void;
  togglePreview(): void;
  selectAll(): void;
  focusList(): void;
  openTerminal: ((path: string) => void) | undefined;
  openTab: ((path: string) => void) | undefined;
  sync: ((request: SyncRequest) => void) | undefined;
}

export interface CommandContext {
  browser: Browser;
  state: BrowserState;
  desk: Desk;
  target: MachineRef;
  isConnected: boolean;
  /** What the command is for: the chosen entries in their order. */
  chosen: readonly FileEntry[];
  hasClip: boolean;
  showHidden: boolean;
  isPreviewOpen: boolean;
  acts: BrowserActs;
}

/** One thing that can be done with files: stands in the palette, and in the menu of rows or of the empty space. */
export interface FileCommand {
  id: string;
  title: string;
  keys?: readonly string[];
  keywords?: string;
  /** Where in the menus it stands, and in which group there. */
  row?: number;
  empty?: number;
  isDanger?: boolean;
  isChosen?: boolean;
  run(): void;
}

const sortTitles: Record<SortColumn, string> = {
  name: 'name',
  size: 'size',
  modified: 'time of change',
  mode: 'mode',
  owner: 'owner',
  link: 'link target',
};

function goCommands({ browser, state, acts, showHidden, isPreviewOpen }: CommandContext): FileCommand[] {
  const { back, forward, folder, place } = state;
  return [
    { id: 'path', title: 'Type a path', keys: ['Mod+L'], run: () => acts.typePath() },
    ...(back.length === 0 ? [] : [{ id: 'back', title: 'Back', keys: ['Alt+ArrowLeft'], run: () => browser.goBack() }]),
    ...(forward.length === 0
      ? []
      : [{ id: 'forward', title: 'Forward', keys: ['Alt+ArrowRight'], run: () => browser.goForward() }]),
    ...(folder === undefined || folder === '/'
      ? []
      : [{ id: 'up', title: 'Up to the folder above', keys: ['Alt+ArrowUp'], run: () => browser.goUp() }]),
    ...(place === undefined
      ? []
      : [{ id: 'home', title: 'Go to the home folder', keys: ['Alt+Home'], run: () => acts.goTo(place.home) }]),
    { id: 'root', title: 'Go to the root folder', run: () => acts.goTo('/') },
    { id: 'refresh', title: 'List again', keys: ['Mod+R', 'F5'], empty: 3, run: () => void browser.refresh() },
    {
      id: 'hidden',
      title: showHidden ? 'Hide hidden files' : 'Show hidden files',
      keys: ['Mod+Shift+H'],
      keywords: 'dot files',
      empty: 3,
      run: toggleHiddenFiles,
    },
    {
      id: 'preview',
      title: isPreviewOpen ? 'Close the preview' : 'Open the preview',
      keys: ['Mod+Shift+Y'],
      run: () => acts.togglePreview(),
    },
    { id: 'focus', title: 'Go to the list of files', run: () => acts.focusList() },
    ...sortColumns.map((column) => ({
      id: `sort.${column}`,
      title: `Sort files by ${sortTitles[column]}`,
      isChosen: state.sort.column === column,
      run: () => void browser.sortBy(column),
    })),
  ];
}

function folderCommands({ state, desk, target, acts, hasClip }: CommandContext): FileCommand[] {
  const { folder } = state;
  if (folder === undefined || state.status === 'failed') return [];
  const { openTerminal, openTab, sync } = acts;
  return [
    { id: 'new-folder', title: 'New folder', keys: ['Mod+Shift+N'], empty: 1, run: () => acts.startFolder() },
    {
      id: 'upload',
      title: 'Upload files…',
      keys: ['Mod+U'],
      empty: 1,
      run: () => void chooseUpload(target, folder, 'files'),
    },
    {
      id: 'upload-folder',
      title: 'Upload a folder…',
      empty: 1,
      run: () => void chooseUpload(target, folder, 'folder'),
    },
    ...(hasClip ? [{ id: 'paste', title: 'Paste', keys: ['Mod+V'], empty: 2, run: () => acts.paste() }] : []),
    { id: 'select-all', title: 'Choose all', keys: ['Mod+A'], empty: 2, run: () => acts.selectAll() },
    { id: 'copy-folder-path', title: 'Copy the path of this folder', empty: 2, run: () => void copyPaths([folder]) },
    ...(openTerminal === undefined
      ? []
      : [{ id: 'terminal', title: 'Open a terminal here', empty: 4, run: () => openTerminal(folder) }]),
    ...(openTab === undefined
      ? []
      : [{ id: 'tab', title: 'Open this folder in a tab', empty: 4, run: () => openTab(folder) }]),
    ...(sync === undefined
      ? []
      : [
          {
            id: 'sync-up',
            title: 'Sync from this computer into this folder…',
            keywords: 'git changes upload',
            empty: 5,
            run: () => sync({ direction: 'upload', remoteFolder: folder }),
          },
          {
            id: 'sync-down',
            title: 'Sync from this folder to this computer…',
            keywords: 'git changes download',
            empty: 5,
            run: () => sync({ direction: 'download', remoteFolder: folder }),
          },
        ]),
    ...(['rsync', 'scp', 'sftp'] as const).map((program) => ({
      id: `command-upload-${program}`,
      title: `Copy an upload as ${program} command`,
      run: () => void showCommand(desk, program, 'upload', [folder]),
    })),
  ];
}

function oneCommands({ desk, target, acts }: CommandContext, entry: FileEntry, path: string): FileCommand[] {
  const { openTerminal } = acts;
  return [
    { id: 'rename', title: 'Rename', keys: ['F2'], row: 2, run: () => acts.startRename(entry) },
    ...(isFile(entry)
      ? [
          {
            id: 'edit',
            title: 'Edit on this computer',
            keys: ['Mod+E'],
            keywords: 'editor',
            row: 1,
            run: () => void editFile(target, path),
          },
          {
            id: 'compare',
            title: 'Compare with a file of this computer…',
            row: 4,
            run: () => void comparePath(desk, path),
          },
          { id: 'checksum', title: 'Show its checksum (SHA-256)', row: 4, run: () => void checksumPath(desk, path) },
        ]
      : []),
    ...(isFolder(entry) && openTerminal !== undefined
      ? [{ id: 'terminal-in', title: 'Open a terminal in it', row: 1, run: () => openTerminal(path) }]
      : []),
  ];
}

function rowCommands(context: CommandContext): FileCommand[] {
  const { state, desk, target, chosen, acts } = context;
  const { folder } = state;
  const [first] = chosen;
  if (folder === undefined || first === undefined) return [];
  const paths = chosen.map(({ name }) => joinPath(folder, name));
  const path = joinPath(folder, first.name);
  // The transfer of a folder shows that it is one.
  const fetched = chosen.map(({ name, kind }) => `${joinPath(folder, name)}${kind === 'folder' ? '/' : ''}`);
  return [
    ...(chosen.length === 1
      ? [{ id: 'open', title: isFolder(first) ? 'Open' : 'Preview', row: 0, run: () => acts.open(first) }]
      : []),
    { id: 'download', title: 'Download…', keys: ['Mod+D'], row: 0, run: () => void download(target, fetched, 'ask') },
    { id: 'downloads', title: 'Download to Downloads', row: 0, run: () => void download(target, fetched, 'downloads') },
    ...(chosen.length === 1 ? oneCommands(context, first, path) : []),
    {
      id: 'duplicate',
      title: 'Duplicate',
      keys: ['Mod+Shift+D'],
      row: 2,
      run: () => void duplicateEntries(desk, paths),
    },
    { id: 'cut', title: 'Cut', keys: ['Mod+X'], row: 3, run: () => void clipPaths(desk, 'cut', paths) },
    { id: 'copy', title: 'Copy', keys: ['Mod+C'], row: 3, run: () => void clipPaths(desk, 'copy', paths) },
    {
      id: 'copy-path',
      title: paths.length === 1 ? 'Copy its path' : 'Copy their paths',
      keys: ['Mod+Shift+C'],
      row: 3,
      run: () => void copyPaths(paths),
    },
    { id: 'mode', title: 'Permissions…', keys: ['Mod+I'], row: 4, run: () => acts.editMode(chosen) },
    ...(['rsync', 'scp', 'sftp'] as const).map((program) => ({
      id: `command-${program}`,
      title: `Copy a download as ${program} command`,
      row: 5,
      run: () => void showCommand(desk, program, 'download', paths),
    })),
    {
      id: 'remove',
      title: 'Delete…',
      keys: ['Delete', 'Mod+Backspace'],
      row: 6,
      isDanger: true,
      run: () => acts.askRemove(paths),
    },
  ];
}

/** All that can be done now. */
export function fileCommands(context: CommandContext): FileCommand[] {
  if (!context.isConnected)
    return goCommands(context).filter(({ id }) => id === 'hidden' || id === 'focus' || id.startsWith('sort'));
  return [...rowCommands(context), ...folderCommands(context), ...goCommands(context)];
}
