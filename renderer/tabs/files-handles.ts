import type { FileBrowserHandle } from '../features/files/FileBrowser.tsx';

const handles = new Map<string, FileBrowserHandle>();

/** Names the files below the terminals of a session, beside its tabs with files. */
export const PANE_ID = 'pane';

function keyOf(sessionId: string, id: string): string {
  return `${sessionId}\n${id}`;
}

/** Makes a list of files reachable while it is mounted. The returned function takes it back. */
export function registerFiles(sessionId: string, id: string, handle: FileBrowserHandle): () => void {
  const key = keyOf(sessionId, id);
  handles.set(key, handle);
  return () => {
    if (handles.get(key) === handle) handles.delete(key);
  };
}

export function filesHandle(sessionId: string, id: string): FileBrowserHandle | undefined {
  return handles.get(keyOf(sessionId, id));
}
