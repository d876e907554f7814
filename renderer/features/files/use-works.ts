import { useState } from 'react';
import type { WorkProgress } from '../../state/file-client.ts';

/** Something that takes long on the machine. */
export interface Work {
  id: number;
  title: string;
  progress: WorkProgress | undefined;
  stop(): void;
}

type Act = (onProgress: (progress: WorkProgress) => void, signal: AbortSignal) => Promise<void>;

let nextId = 1;

/** What is under way, and a way to begin something that can be stopped. */
export function useWorks(): [works: readonly Work[], begin: (title: string, act: Act) => Promise<void>] {
  const [works, setWorks] = useState<readonly Work[]>([]);
  async function begin(title: string, act: Act): Promise<void> {
    const id = nextId++;
    const stopping = new AbortController();
    setWorks((all) => [...all, { id, title, progress: undefined, stop: () => stopping.abort() }]);
    await act(
      (progress) => setWorks((all) => all.map((work) => (work.id === id ? { ...work, progress } : work))),
      stopping.signal,
    );
    setWorks((all) => all.filter((work) => work.id !== id));
  }
  return [works, begin];
}
