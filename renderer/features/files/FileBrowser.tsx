import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { useStore } from 'zustand';
import type { FileEntry } from '../../../main/contract/files.ts';
import { download, dragOut, uploadFiles, type MachineRef } from '../../state/file-actions.ts';
import { toggleHiddenFiles } from '../../state/file-view.ts';
import { reportProblem } from '../../state/notices.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useView } from '../../state/view.ts';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { rowAt } from '../../ui/table/row-at.ts';
import { BrowserHeader, type FileBookmark } from './BrowserHeader.tsx';
import { isSameMachine, useFileClip } from './clipboard.ts';
import { useDropTargets } from './drag/use-drop-targets.ts';
import { useRowDrag } from './drag/use-row-drag.ts';
import { isFolder } from './entry-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { fileCommands, type BrowserActs, type FileCommand, type SyncRequest } from './file-commands.ts';
import { changeMode, movePaths, pasteClip, removePaths, type Desk } from './file-operations.ts';
import { FileTable } from './FileTable.tsx';
import { FolderState } from './FolderState.tsx';
import { menuEntries } from './menu-entries.ts';
import { baseName, joinPath } from './paths.ts';
import { PathBar } from './path/PathBar.tsx';
import { PreviewPane } from './preview/PreviewPane.tsx';
import type { Sheet } from './sheets/sheet.ts';
import { SheetView } from './sheets/SheetView.tsx';
import { StatusLine, type Following } from './StatusLine.tsx';
import { findAfter } from './type-to-find.ts';
import { useBrowser, useConnectedBrowser, useUploadsInto } from './use-browser.ts';
import { useFirstFound, useFollowing, useToldFolder } from './use-going-along.ts';
import { useNaming } from './use-naming.ts';
import { useOwnKeys } from './use-own-keys.ts';
import { useShownEntries } from './use-shown-entries.ts';
import { useWorks } from './use-works.ts';
import { WorkRows } from './WorkRows.tsx';
import styles from './FileBrowser.module.css';

/** What others may do with a list of files on screen. */
export interface FileBrowserHandle {
  focus(): void;
  goTo(path: string): void;
}

interface FileBrowserProps {
  ref?: Ref<FileBrowserHandle>;
  target: MachineRef;
  /** For a screen reader and the palette: "Files", "Files of machine 2". */
  label: string;
  isConnected: boolean;
  isVisible: boolean;
  /** Takes the keys as soon as it is seen. */
  startsFocused: boolean;
  /** Where it begins; the home folder when that is not there. */
  startPath: string | undefined;
  onFolder(path: string): void;
  bookmarks: readonly FileBookmark[];
  following?: Following | undefined;
  openTerminal?: ((path: string) => void) | undefined;
  openTab?: ((path: string) => void) | undefined;
  sync?: ((request: SyncRequest) => void) | undefined;
  /** Stands at the foot: the transfers of this machine. */
  children?: ReactNode;
}

/** The part of the window where somebody works with the files of a machine. */
export function FileBrowser(props: FileBrowserProps) {
  const { sessionId, machine } = props.target;
  return <MachineFiles key={`${sessionId}\n${machine}`} {...props} />;
}

function MachineFiles(props: FileBrowserProps) {
  const { ref, target, label, isConnected, isVisible, startsFocused, startPath, bookmarks, following } = props;
  const { onFolder, openTerminal, openTab, sync, children } = props;
  const browser = useBrowser(target);
  const state = useStore(browser.store);
  const { folder, selection, find, place, status } = state;
  const showHidden = useView((view) => view.showHiddenFiles);
  const clip = useFileClip((clips) => clips.clip);
  const root = useRef<HTMLElement>(null);
  const [table, setTable] = useState<HTMLDivElement | null>(null);
  const [sheet, setSheet] = useState<Sheet>();
  const [isTyping, setTyping] = useState(false);
  const [isPreviewOpen, setPreviewOpen] = useState(false);
  const [menuPoint, setMenuPoint] = useState<{ x: number; y: number }>();
  const [works, begin] = useWorks();
  const hasOwnKeys = useOwnKeys(root);
  useConnectedBrowser(browser, isConnected, startPath);
  useUploadsInto(browser, target, folder);

  const shown = useShownEntries(state.entries, showHidden, find);
  const chosen = useMemo(() => shown.filter(({ name }) => selection.keys.has(name)), [shown, selection]);
  const here = folder ?? '/';
  const desk: Desk = { browser, target, begin, show: setSheet };
  const { naming, setNaming, onName, onStopNaming } = useNaming(desk, () => table?.focus());

  useToldFolder(state, onFolder);
  useFollowing(browser, following?.isOn === true && isConnected ? following.path : undefined);
  useFirstFound(browser, state, shown);
  useEffect(() => {
    if (isVisible && startsFocused) table?.focus();
  }, [isVisible, startsFocused, table]);
  useImperativeHandle(ref, () => ({
    focus: () => table?.focus(),
    goTo: (path) => void goTo(path),
  }));

  async function goTo(path: string): Promise<void> {
    const gone = await browser.go(path);
    if (!gone.ok) setSheet({ kind: 'problem', problem: gone.problem });
    table?.focus();
  }

  function openEntry(entry: FileEntry): void {
    const path = joinPath(here, entry.name);
    if (entry.kind === 'folder') void browser.open(path);
    else if (isFolder(entry)) void goTo(path);
    else setPreviewOpen(true);
  }

  const acts: BrowserActs = {
    open: openEntry,
    goTo: (path) => void goTo(path),
    typePath: () => setTyping(true),
    startRename: ({ name }) => setNaming({ kind: 'rename', name }),
    startFolder: () => setNaming({ kind: 'new-folder' }),
    askRemove: (paths) => setSheet({ kind: 'remove', paths }),
    editMode: (entries) => setSheet({ kind: 'mode', entries, folder: here }),
    paste: () => {
      if (clip !== undefined) void pasteClip(desk, clip);
    },
    togglePreview: () => setPreviewOpen((isOpen) => !isOpen),
    selectAll: () => browser.select({ ...selection, keys: new Set(shown.map(({ name }) => name)) }),
    focusList: () => table?.focus(),
    openTerminal,
    openTab,
    sync,
  };
  const hasClip = clip !== undefined && isSameMachine(clip.target, target);
  const commands = (): FileCommand[] =>
    fileCommands({ browser, state, desk, target, isConnected, chosen, hasClip, showHidden, isPreviewOpen, acts });
  useCommands(() => {
    const hasKeys = hasOwnKeys();
    return commands().map(({ id, title, keys, keywords, run }) => ({
      id: `files.${id}`,
      title,
      group: label,
      ...(keywords === undefined ? {} : { keywords }),
      // What is pasted comes with an event of its own.
      ...(keys === undefined || !hasKeys || id === 'paste' ? {} : { keys }),
      run,
    }));
  }, isVisible);

  const { over, handlers } = useDropTargets({
    target,
    isConnected,
    folderAt: (element) => {
      if (folder === undefined || status === 'failed' || !(element instanceof Element)) return undefined;
      const part = element.closest('[data-folder]')?.getAttribute('data-folder');
      if (part !== undefined && part !== null) return part;
      if (element.closest('[data-files-list]') === null) return undefined;
      const entry = shown[rowAt(element) ?? -1];
      return entry !== undefined && isFolder(entry) ? joinPath(folder, entry.name) : folder;
    },
    onUpload: (into, files) => void uploadFiles(target, into, files),
    onMove: (into, paths) => void movePaths(desk, paths, into),
  });
  const rowDrag = useRowDrag({
    filesAt: (element) => {
      const entry = shown[rowAt(element) ?? -1];
      if (entry === undefined || folder === undefined || naming !== undefined) return undefined;
      const dragged = selection.keys.has(entry.name) ? chosen : [entry];
      return { target, folder, paths: dragged.map(({ name }) => joinPath(folder, name)) };
    },
    onDragOut: ({ paths }) => void dragOut(target, paths),
    onDropOutside: ({ paths }) => setSheet({ kind: 'outside', paths }),
  });
  const cutNames = useMemo(
    () => new Set(hasClip && clip.how === 'cut' && clip.folder === folder ? clip.paths.map(baseName) : []),
    [clip, hasClip, folder],
  );

  function onKeyDown(event: KeyboardEvent): void {
    const next = findAfter(find, event);
    if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      browser.setFind(next);
    } else if (event.key === 'Escape' && sheet !== undefined && sheet.kind !== 'taken') {
      event.stopPropagation();
      setSheet(undefined);
    } else if (event.key === 'Backspace' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      browser.goUp();
    } else if (event.key === ' ' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      acts.togglePreview();
    }
  }

  function closeSheet(): void {
    setSheet(undefined);
    table?.focus();
  }
  const isOverList = over !== undefined && over.folder === folder && over.refusal === undefined;
  const dropName =
    over?.refusal === undefined ? shown.find(({ name }) => joinPath(here, name) === over?.folder)?.name : undefined;
  const previewed = chosen.length === 1 ? chosen[0] : shown.find(({ name }) => name === selection.cursor);
  const listed = commands();
  const run = (id: string) => listed.find((command) => command.id === id)?.run();
  return (
    <>
      <section
        ref={root}
        className={styles['browser']}
        aria-label={label}
        data-region="files"
        onPaste={(event) => {
          if (event.target instanceof Element && event.target.closest('input, textarea') !== null) return;
          paste(event.clipboardData);
        }}
        {...handlers}
      >
        <BrowserHeader
          title={following === undefined ? undefined : 'Files'}
          browser={browser}
          state={state}
          bookmarks={bookmarks}
          isConnected={isConnected}
          isPreviewOpen={isPreviewOpen}
          hasChosen={chosen.length > 0}
          uploads={[
            { id: 'files', label: 'Files…', run: () => run('upload') },
            { id: 'folder', label: 'A folder…', run: () => run('upload-folder') },
          ]}
          more={menuEntries(listed, chosen.length > 0 ? 'row' : 'empty')}
          onGoTo={acts.goTo}
          onDownload={() => run('download')}
          onTogglePreview={acts.togglePreview}
        >
          <PathBar
            folder={here}
            home={place?.home ?? '/'}
            isTyping={isTyping}
            onTyping={(isOn) => {
              setTyping(isOn);
              if (!isOn) table?.focus();
            }}
            complete={async (path) => {
              const offers = await browser.client.call('complete', { path });
              return offers.ok ? offers.value.paths : [];
            }}
            onGo={async (path) => {
              const gone = await browser.go(path);
              return gone.ok ? undefined : gone.problem;
            }}
            onOpen={(path) => {
              void browser.open(path);
              table?.focus();
            }}
            dropFolder={over?.refusal === undefined ? over?.folder : undefined}
          />
        </BrowserHeader>
        {place?.via === 'shell' && (
          <div className={styles['note']}>
            <Notice
              tone="warn"
              message="This machine has no SFTP; its files are reached with commands of its shell."
              {...(place.note === undefined ? {} : { hint: place.note })}
            />
          </div>
        )}
        <div className={styles['body']}>
          <div className={styles['list']} data-files-list data-target={isOverList}>
            <FileTable
              label={`Files in ${shownText(here)}`}
              folder={here}
              entries={shown}
              selection={selection}
              sort={state.sort}
              naming={naming}
              isBusy={status === 'listing' || status === 'opening'}
              os={place?.os ?? 'posix'}
              cutNames={cutNames}
              dropName={dropName}
              tableRef={setTable}
              drag={rowDrag}
              onSelect={(next) => browser.select(next)}
              onOpen={(name) => {
                const entry = shown.find((one) => one.name === name);
                if (entry !== undefined && isConnected) openEntry(entry);
              }}
              onSort={(column) => void browser.sortBy(column)}
              onKeyDown={onKeyDown}
              onMenu={setMenuPoint}
              onName={onName}
              onStopNaming={onStopNaming}
            />
            <FolderState
              state={state}
              shownCount={naming?.kind === 'new-folder' ? 1 : shown.length}
              isConnected={isConnected}
              onRetry={() => void browser.refresh()}
              onUp={() => browser.goUp()}
              onShowHidden={toggleHiddenFiles}
            />
            {over !== undefined && (
              <p className={styles['drop']} role="status" data-refused={over.refusal !== undefined}>
                {over.refusal ?? `${over.isUpload ? 'Upload into' : 'Move into'} ${shownText(over.folder)}`}
              </p>
            )}
          </div>
          {isPreviewOpen && (
            <PreviewPane
              client={browser.client}
              path={previewed === undefined ? undefined : joinPath(here, previewed.name)}
              entry={previewed}
              onDownload={() => {
                if (previewed !== undefined) void download(target, [joinPath(here, previewed.name)], 'ask');
              }}
              onClose={() => {
                setPreviewOpen(false);
                table?.focus();
              }}
            />
          )}
        </div>
        {sheet !== undefined && (
          <SheetView
            sheet={sheet}
            client={browser.client}
            onClose={closeSheet}
            onRemove={(paths) => {
              closeSheet();
              void removePaths(desk, paths);
            }}
            onMode={({ entries, folder: inside }, mode, isRecursive) => {
              closeSheet();
              void changeMode(desk, entries, inside, { mode, isRecursive });
            }}
            onDownload={(paths, to) => {
              closeSheet();
              void download(target, paths, to);
            }}
          />
        )}
        <WorkRows works={works} />
        <StatusLine state={state} shown={shown} chosen={chosen} showHidden={showHidden} following={following} />
        {children}
      </section>
      <ContextMenu
        label="Files"
        entries={menuEntries(listed, chosen.length > 0 ? 'row' : 'empty')}
        point={menuPoint}
        onClose={() => setMenuPoint(undefined)}
      />
    </>
  );

  function paste(data: DataTransfer): void {
    const { files } = data;
    const text = data.getData('text/plain');
    if (folder === undefined || !isConnected) return;
    if (files.length > 0) void uploadFiles(target, folder, [...files]);
    else if (clip !== undefined && hasClip && clip.text === text) void pasteClip(desk, clip);
    else {
      reportProblem({
        code: 'bad-request',
        message: 'There are no files to paste here.',
        hint: 'Copy files of this computer, or files of this machine, and paste again.',
      });
    }
  }
}
