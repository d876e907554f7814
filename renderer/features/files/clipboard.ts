import { create } from 'zustand';
import type { MachineRef } from '../../state/file-actions.ts';

/** Files of a machine that were copied or cut, to be pasted in another folder of it. */
export interface FileClip {
  target: MachineRef;
  how: 'copy' | 'cut';
  folder: string;
  paths: readonly string[];
  /** What was put on the system's clipboard with it; when something else is there, that is what is pasted. */
  text: string;
}

/** Shared by all lists of files of the window. */
export const useFileClip = create<{ clip: FileClip | undefined }>(() => ({ clip: undefined }));

export function setFileClip(clip: FileClip | undefined): void {
  useFileClip.setState({ clip });
}

export function isSameMachine(one: MachineRef, other: MachineRef): boolean {
  return one.sessionId === other.sessionId && one.machine === other.machine;
}
