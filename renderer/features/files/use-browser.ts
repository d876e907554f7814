import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { MachineRef } from '../../state/file-actions.ts';
import { FileClient } from '../../state/file-client.ts';
import { attachFiles } from '../../state/ports.ts';
import { useTruth } from '../../state/truth.ts';
import { Browser } from './browser.ts';
import { onChange } from './changes.ts';

/** A browser of the machine's files, for as long as the component is there; another machine needs another component. */
export function useBrowser({ sessionId, machine }: MachineRef): Browser {
  const [browser] = useState(() => new Browser(new FileClient(() => attachFiles(sessionId, machine))));
  useEffect(() => {
    browser.resume();
    const stop = onChange({ sessionId, machine }, (folders) => {
      const { folder } = browser.store.getState();
      if (folder !== undefined && folders.includes(folder)) void browser.refresh();
    });
    return () => {
      stop();
      browser[Symbol.dispose]();
    };
  }, [browser, sessionId, machine]);
  return browser;
}

/** Begins once the machine is connected, and looks again when it is connected anew. */
export function useConnectedBrowser(browser: Browser, isConnected: boolean, startPath: string | undefined): void {
  const begin = useEffectEvent(() => {
    const { folder, status } = browser.store.getState();
    if (folder === undefined) void browser.start(startPath);
    else if (status === 'failed') void browser.refresh();
  });
  useEffect(() => {
    if (isConnected) begin();
  }, [browser, isConnected]);
}

/** Looks again when an upload into the folder has ended. */
export function useUploadsInto(browser: Browser, { sessionId, machine }: MachineRef, folder: string | undefined): void {
  const endedCount = useTruth(({ truth }) => {
    let count = 0;
    for (const transfer of Object.values(truth.transfers)) {
      const isHere = transfer.sessionId === sessionId && transfer.machine === machine;
      if (
        isHere &&
        transfer.direction === 'upload' &&
        transfer.remoteFolder === folder &&
        transfer.endedAt !== undefined
      ) {
        count += 1;
      }
    }
    return count;
  });
  const seen = useRef({ folder, endedCount });
  useEffect(() => {
    const isNews = seen.current.folder === folder && endedCount > seen.current.endedCount;
    seen.current = { folder, endedCount };
    if (isNews) void browser.refresh();
  }, [browser, folder, endedCount]);
}
