/** What can be done to a screen that is in a tab. */
export interface ScreenHandle {
  /** Gives the keys to the machine, or to what is asked in its place. */
  focus(): void;
}

const handles = new Map<string, ScreenHandle>();

/** Makes a screen reachable while it is mounted. The returned function takes it back. */
export function registerScreen(screenId: string, handle: ScreenHandle): () => void {
  handles.set(screenId, handle);
  return () => {
    if (handles.get(screenId) === handle) handles.delete(screenId);
  };
}

export function screenHandle(screenId: string): ScreenHandle | undefined {
  return handles.get(screenId);
}
