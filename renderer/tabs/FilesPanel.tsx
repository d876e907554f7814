import { lazy, Suspense, useCallback } from 'react';
import type { Session } from '../../main/contract/session.ts';
import type { FileBrowserHandle } from '../features/files/FileBrowser.tsx';
import { setFilePaneFollowing, setFilePanePath, setFileTabPath, useFilePane } from '../state/file-view.ts';
import { useTerminalFolder } from '../state/terminal-folders.ts';
import { changeFolderLine } from './change-folder.ts';
import { PANE_ID, registerFiles } from './files-handles.ts';
import { openFilesTab, openTerminalTab } from './tab-actions.ts';
import type { FilesTab } from './tab.ts';
import { typeInTerminal } from './terminal-handles.ts';

// The list of builds does not wait for what only sessions need.
const FileBrowser = lazy(async () => ({ default: (await import('../features/files/FileBrowser.tsx')).FileBrowser }));

interface FilesProps {
  session: Session;
  machine: number;
  /** Of the tab, or {@link PANE_ID}. */
  id: string;
  label: string;
  isVisible: boolean;
  startsFocused: boolean;
  path: string | undefined;
  onFolder(path: string): void;
  following?: { isOn: boolean; onChange(isOn: boolean): void; path: string | undefined };
}

/** Joins a list of files to its session: its terminals, its transfers, and the comparing of folders. */
function Files({ session, machine, id, label, isVisible, startsFocused, path, onFolder, following }: FilesProps) {
  const shown = session.machines.find(({ index }) => index === machine);
  const isConnected = shown?.link === 'connected';
  const register = useCallback(
    (handle: FileBrowserHandle | null) => (handle === null ? undefined : registerFiles(session.id, id, handle)),
    [session.id, id],
  );
  const bookmarks = session.places.filter((place) => place.machine === machine);

  async function openTerminal(folder: string): Promise<void> {
    const terminalId = await openTerminalTab(session.id, machine);
    if (terminalId !== undefined) typeInTerminal(terminalId, `${changeFolderLine(folder, shown?.os ?? 'other')}\r`);
  }

  return (
    <Suspense fallback={null}>
      <FileBrowser
        ref={register}
        target={{ sessionId: session.id, machine }}
        label={label}
        isConnected={isConnected}
        isVisible={isVisible}
        startsFocused={startsFocused}
        startPath={path}
        onFolder={onFolder}
        bookmarks={bookmarks}
        following={following}
        openTerminal={(folder) => void openTerminal(folder)}
        openTab={(folder) => openFilesTab(session.id, machine, folder)}
      />
    </Suspense>
  );
}

/** A tab with the files of a machine. */
export function FilesPanel({ session, tab, isVisible }: { session: Session; tab: FilesTab; isVisible: boolean }) {
  return (
    <Files
      session={session}
      machine={tab.machine}
      id={tab.id}
      label={tab.title}
      isVisible={isVisible}
      startsFocused
      path={tab.path}
      onFolder={(path) => setFileTabPath(session.id, tab.id, path)}
    />
  );
}

interface FilesPaneProps {
  session: Session;
  machine: number;
  /** The terminal above, whose folder can be followed. */
  terminalId: string | undefined;
  isVisible: boolean;
}

/** The files below the terminals. */
export function FilesPane({ session, machine, terminalId, isVisible }: FilesPaneProps) {
  const { isFollowing, paths } = useFilePane(session.id);
  const terminalFolder = useTerminalFolder(terminalId);
  return (
    <Files
      // Another machine has other files.
      key={machine}
      session={session}
      machine={machine}
      id={PANE_ID}
      label="Files below the terminal"
      isVisible={isVisible}
      startsFocused={false}
      path={(isFollowing ? terminalFolder : undefined) ?? paths[machine]}
      onFolder={(path) => setFilePanePath(session.id, machine, path)}
      following={{
        isOn: isFollowing,
        onChange: (isOn) => setFilePaneFollowing(session.id, isOn),
        path: terminalFolder,
      }}
    />
  );
}
