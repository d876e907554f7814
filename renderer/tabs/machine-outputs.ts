import type { Session } from '../../main/contract/session.ts';
import type { MachineOutput } from '../features/grid/compare-outputs.ts';
import type { GridPane } from './grid-panes.ts';
import { hasMarks, lastCommand } from '../state/command-states.ts';
import { terminalHandle } from './terminal-handles.ts';

function outputOf({ tab }: GridPane): Pick<MachineOutput, 'line' | 'exitCode' | 'text' | 'missing'> {
  if (tab === undefined) return { missing: 'has no terminal.' };
  const output = terminalHandle(tab.terminalId)?.lastOutput();
  const command = lastCommand(tab.terminalId);
  if (command?.isRunning === true) return { missing: `is still running ${command.line ?? 'its command'}.` };
  if (output !== undefined) {
    const { line, exitCode, text, isCut } = output;
    return isCut ? { missing: 'printed more than its terminal keeps.' } : { line, exitCode, text };
  }
  if (!hasMarks(tab.terminalId)) return { missing: 'says no exit codes: its shell does not mark what it runs.' };
  return { missing: 'has not run a command yet.' };
}

/** What the last command of each machine printed, or why that is not known. */
export function outputsOf(session: Session, panes: readonly GridPane[]): MachineOutput[] {
  return panes.map((pane) => {
    const places = session.places.filter(({ machine }) => machine === pane.machine).map(({ path }) => path);
    return { machine: pane.machine, name: pane.name, ownWords: [pane.name, ...places], ...outputOf(pane) };
  });
}
