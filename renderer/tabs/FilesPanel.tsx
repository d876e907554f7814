import { lazy, Suspense, useCallback, useState } from 'react';
import type { Session } from '../../main/contract/session.ts';
import { EditBar } from '../features/edits/EditBar.tsx';
import type { SyncRequest } from '../features/files/file-commands.ts';
import type { FileBrowserHandle } from '../features/files/FileBrowser.tsx';
import { SyncPanel } from '../features/sync/SyncPanel.tsx';
import { TransferStrip } from '../features/transfers/TransferStrip.tsx';
import { setFilePaneFollowing, setFilePanePath, setFileTabPath, useFilePane } from '../state/file-view.ts';
import { useTerminalFolder } from '../state/terminal-folders.ts';
import { changeFolderLine } from './change-folder.ts';
import { filesHandle, PANE_ID, registerFiles } from './files-handles.ts';
import { openFilesTab, openTerminalTab } from './tab-actions.ts';
import type { FilesTab } from './tab.ts';
import { typeInTerminal } from './terminal-handles.ts';
import styles from './FilesPanel.module.css';

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
  // Takes the place of the list while it is open; the list stays as it is.
  const [syncing, setSyncing] = useState<SyncRequest>();
  const bookmarks = session.places.filter((place) => place.machine === machine);

  async function openTerminal(folder: string): Promise<void> {
    const terminalId = await openTerminalTab(session.id, machine);
    if (terminalId !== undefined) typeInTerminal(terminalId, `${changeFolderLine(folder, shown?.os ?? 'other')}\r`);
  }

  return (
    <>
      {syncing !== undefined && (
        <SyncPanel
          sessionId={session.id}
          machine={machine}
          remoteFolder={syncing.remoteFolder}
          direction={syncing.direction}
          isVisible={isVisible}
          onClose={() => {
            setSyncing(undefined);
            // Once it is seen again.
            requestAnimationFrame(() => filesHandle(session.id, id)?.focus());
          }}
        />
      )}
      <div className={styles['files']} hidden={syncing !== undefined}>
        <Suspense fallback={null}>
          <FileBrowser
            ref={register}
            target={{ sessionId: session.id, machine }}
            label={label}
            isConnected={isConnected}
            isVisible={isVisible && syncing === undefined}
            startsFocused={startsFocused}
            startPath={path}
            onFolder={onFolder}
            bookmarks={bookmarks}
            following={following}
            openTerminal={(folder) => void openTerminal(folder)}
            openTab={(folder) => openFilesTab(session.id, machine, folder)}
            sync={setSyncing}
          >
            <EditBar sessionId={session.id} machine={machine} isVisible={isVisible && syncing === undefined} />
            <TransferStrip sessionId={session.id} machine={machine} isVisible={isVisible && syncing === undefined} />
          </FileBrowser>
        </Suspense>
      </div>
    </>
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
