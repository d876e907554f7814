import { useEffect, useEffectEvent } from 'react';
import type { FileEntry } from '../../../main/contract/files.ts';
import { onlyOne } from '../../ui/table/selection.ts';
import type { Browser, BrowserState } from './browser.ts';

/** Tells where the list is once it is there. */
export function useToldFolder({ folder, status }: BrowserState, onFolder: (path: string) => void): void {
  const tell = useEffectEvent(onFolder);
  useEffect(() => {
    if (folder !== undefined && status === 'ready') tell(folder);
  }, [folder, status]);
}

/** Goes where the terminal goes. A folder that cannot be had leaves the list where it is. */
export function useFollowing(browser: Browser, path: string | undefined): void {
  useEffect(() => {
    if (path !== undefined && path !== browser.store.getState().folder) void browser.go(path);
  }, [browser, path]);
}

/** While something is looked for, the keys are on the first name that fits. */
export function useFirstFound(browser: Browser, { find, selection }: BrowserState, shown: readonly FileEntry[]): void {
  const isCursorShown = find === '' || shown.some(({ name }) => name === selection.cursor);
  const name = isCursorShown ? undefined : shown[0]?.name;
  useEffect(() => {
    if (name !== undefined) browser.select(onlyOne(name));
  }, [browser, name]);
}
