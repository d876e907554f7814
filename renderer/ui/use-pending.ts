import { useRef, useState } from 'react';

/** Runs one task at a time; `isPending` while it lasts. A second press in the meantime does nothing. */
export function usePending(): [isPending: boolean, run: (task: () => Promise<void>) => void] {
  const [isPending, setPending] = useState(false);
  const isRunning = useRef(false);
  function run(task: () => Promise<void>): void {
    if (isRunning.current) return;
    isRunning.current = true;
    setPending(true);
    void task().finally(() => {
      isRunning.current = false;
      setPending(false);
    });
  }
  return [isPending, run];
}
