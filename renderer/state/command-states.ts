import { create } from 'zustand';

/** How the last command of a terminal stands, as its shell tells; a hint, as everything a machine says. */
export interface LastCommand {
  line: string | undefined;
  isRunning: boolean;
  exitCode: number | undefined;
  tookMs: number | undefined;
}

interface States {
  /** By terminal; `undefined` where the shell marks its prompts and has run nothing yet. */
  commands: Readonly<Record<string, LastCommand | undefined>>;
}

const useStates = create<States>(() => ({ commands: {} }));

export function reportCommand(terminalId: string, command: LastCommand | undefined): void {
  useStates.setState(({ commands }) => ({ commands: { ...commands, [terminalId]: command } }));
}

export function forgetCommand(terminalId: string): void {
  useStates.setState(({ commands }) => ({
    commands: Object.fromEntries(Object.entries(commands).filter(([id]) => id !== terminalId)),
  }));
}

/** The last commands, by terminal; those whose shell says nothing are missing. */
export function useCommandStates(): States['commands'] {
  return useStates(({ commands }) => commands);
}

/** Whether the shell of a terminal says how its commands end. */
export function hasMarks(terminalId: string): boolean {
  return Object.hasOwn(useStates.getState().commands, terminalId);
}

export function lastCommand(terminalId: string): LastCommand | undefined {
  return useStates.getState().commands[terminalId];
}
