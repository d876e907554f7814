import type { Session } from '../../main/contract/session.ts';
import { SHOW_MARKS_LINE } from '../features/terminal/show-marks-line.ts';
import { hasMarks } from '../state/command-states.ts';
import type { Command } from '../state/commands.ts';
import { reportDone } from '../state/notices.ts';
import { useCommands } from '../state/use-commands.ts';
import type { TerminalTab } from './tab.ts';
import { terminalHandle, typeInTerminal } from './terminal-handles.ts';

/** Whether a shell that can be told to mark its prompts may be at the other end. */
export function mayShowMarks({ machines }: Session, { machine, state }: TerminalTab): boolean {
  return state === 'open' && machines.some(({ index, os }) => index === machine && os !== 'windows');
}

/** Types the line that has bash and zsh say how their commands end. */
export function showMarks(terminalId: string): void {
  typeInTerminal(terminalId, `${SHOW_MARKS_LINE}\r`);
}

/** What can be done with the terminal that has the keys, by what its shell says of its commands. */
export function useTerminalCommands(session: Session, tab: TerminalTab, isActive: boolean): void {
  useCommands((): Command[] => {
    const group = 'Tab';
    const { terminalId } = tab;
    if (!hasMarks(terminalId)) {
      if (!mayShowMarks(session, tab)) return [];
      return [
        {
          id: 'terminal.showMarks',
          title: 'Show exit codes in this shell',
          group,
          keywords: 'status marks integration bash zsh prompt',
          run: () => showMarks(terminalId),
        },
      ];
    }
    return [
      {
        id: 'terminal.previousCommand',
        title: 'Go to the command before',
        group,
        keys: ['Mod+Shift+ArrowUp'],
        run: () => terminalHandle(terminalId)?.jump(-1),
      },
      {
        id: 'terminal.nextCommand',
        title: 'Go to the next command',
        group,
        keys: ['Mod+Shift+ArrowDown'],
        run: () => terminalHandle(terminalId)?.jump(1),
      },
      {
        id: 'terminal.copyOutput',
        title: 'Copy the output of the last command',
        group,
        keys: ['Mod+Shift+X'],
        run: () => {
          const isCopied = terminalHandle(terminalId)?.copyLastOutput() === true;
          reportDone(isCopied ? 'The output is on the clipboard.' : 'No command has ended here yet.');
        },
      },
    ];
  }, isActive);
}
