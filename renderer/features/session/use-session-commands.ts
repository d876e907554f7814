import type { Session, SessionMachine } from '../../../main/contract/session.ts';
import { copyText } from '../../state/app-actions.ts';
import type { Command } from '../../state/commands.ts';
import { isFilePaneOpen, setFilePaneOpen } from '../../state/file-view.ts';
import { reconnect } from '../../state/session-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { chooseMachine } from '../../state/view.ts';
import { changeFolderLine } from '../../tabs/change-folder.ts';
import { closeTab, openFilesTab, openTerminalTab, runLine, stepTab } from '../../tabs/tab-actions.ts';
import type { Tab, TerminalTab } from '../../tabs/tab.ts';
import { filesChoices, terminalChoices } from '../../tabs/terminal-choices.ts';
import { filesHandle, PANE_ID } from '../../tabs/files-handles.ts';
import { terminalHandle } from '../../tabs/terminal-handles.ts';
import { screenCommands } from './screen-commands.ts';

interface Place {
  tab: Tab | undefined;
  machine: number;
  isShown: boolean;
}

function terminalCommands(tab: TerminalTab): Command[] {
  const group = 'Tab';
  return [
    {
      id: 'terminal.find',
      title: 'Find in terminal',
      group,
      keys: ['Mod+Shift+F', 'Mod+F'],
      run: () => terminalHandle(tab.terminalId)?.find(),
    },
    {
      id: 'terminal.focus',
      title: 'Go to the terminal',
      group,
      keys: ['Mod+`'],
      run: () => terminalHandle(tab.terminalId)?.focus(),
    },
  ];
}

function tabCommands(session: Session, tab: Tab): Command[] {
  const group = 'Tab';
  return [
    {
      id: 'tab.close',
      title: 'Close tab',
      group,
      keys: ['Mod+Shift+W', 'Mod+W'],
      run: () => void closeTab(session, tab),
    },
    { id: 'tab.next', title: 'Next tab', group, keys: ['Ctrl+Tab', 'Ctrl+PageDown'], run: () => stepTab(session, 1) },
    {
      id: 'tab.previous',
      title: 'Previous tab',
      group,
      keys: ['Ctrl+Shift+Tab', 'Ctrl+PageUp'],
      run: () => stepTab(session, -1),
    },
    ...(tab.kind === 'terminal' ? terminalCommands(tab) : []),
  ];
}

/** Ways to the files of the machines, in tabs and below the terminal. */
function filesCommands(session: Session, { tab, machine }: Omit<Place, 'isShown'>, group: string): Command[] {
  const choices = filesChoices(session);
  const isOpen = isFilePaneOpen(session.id);
  const canToggle = tab?.kind === 'terminal' && (isOpen || choices.length > 0);
  return [
    ...choices.map((choice) => ({
      id: `files.new.${choice.machine}`,
      title: choices.length === 1 ? 'New tab with files' : `New tab: ${choice.title}`,
      group,
      keywords: 'sftp browse upload download',
      ...(choice.machine === machine ? { keys: ['Mod+Shift+O'] } : {}),
      run: () => openFilesTab(session.id, choice.machine),
    })),
    ...(canToggle
      ? [
          {
            id: 'files.pane',
            title: isOpen ? 'Hide the files below the terminal' : 'Show files below the terminal',
            group,
            keys: ['Mod+Shift+E'],
            run: () => toggleFilesPane(session, tab),
          },
        ]
      : []),
    ...(canToggle && isOpen
      ? [
          {
            id: 'files.pane.focus',
            title: 'Go to the files below the terminal',
            group,
            keys: ['Mod+Shift+G'],
            run: () => filesHandle(session.id, PANE_ID)?.focus(),
          },
        ]
      : []),
  ];
}

/** Opening it gives it the keys; hiding it gives them back to the terminal. */
function toggleFilesPane(session: Session, tab: TerminalTab): void {
  const isOpen = isFilePaneOpen(session.id);
  setFilePaneOpen(session.id, !isOpen);
  if (isOpen) terminalHandle(tab.terminalId)?.focus();
}

function placeCommands(session: Session, { index, os }: SessionMachine, group: string): Command[] {
  const own = session.places.filter(({ machine }) => machine === index);
  return own.map(({ name, path }) => ({
    id: `session.place.${name}.${path}`,
    title: `Go to ${name}`,
    group,
    run: () => void runLine(session, index, changeFolderLine(path, os)),
  }));
}

/** What can be done in the session that is shown. */
export function useSessionCommands(session: Session, { tab, machine, isShown }: Place): void {
  useCommands(() => {
    const group = `Session ${session.title}`;
    const connected = session.machines.filter(({ link }) => link === 'connected');
    const { failedStep } = session;
    const commands: Command[] = tab === undefined ? [] : tabCommands(session, tab);
    if (connected.some(({ index }) => index === machine)) {
      commands.push({
        id: 'terminal.new',
        title: 'New terminal',
        group,
        keys: ['Mod+Shift+T', 'Mod+T'],
        run: () => void openTerminalTab(session.id, machine),
      });
    }
    const choices = terminalChoices(session);
    if (choices.length > 1) {
      for (const choice of choices) {
        commands.push({
          id: `terminal.new.${choice.machine}.${choice.shell ?? ''}`,
          title: `New tab: ${choice.title}`,
          group,
          run: () => void openTerminalTab(session.id, choice.machine, choice.shell),
        });
      }
    }
    commands.push(...filesCommands(session, { tab, machine }, group));
    for (const other of session.machines.filter(({ index }) => index !== machine)) {
      commands.push({
        id: `session.machine.${other.index}`,
        title: `Look at ${other.name}`,
        group,
        run: () => chooseMachine(session.id, other.index),
      });
    }
    commands.push(...screenCommands(session, machine, group));
    if (failedStep !== undefined && connected.some(({ index }) => index === failedStep.machine)) {
      commands.push({
        id: 'session.runFailedStep',
        title: `Run the failed step here: ${failedStep.name}`,
        group,
        keys: ['Mod+Shift+Enter'],
        run: () => void runLine(session, failedStep.machine, failedStep.replayLine),
      });
    }
    if (failedStep !== undefined) {
      commands.push({
        id: 'session.copyFailedStep',
        title: 'Copy the command of the failed step',
        group,
        run: () => void copyText(failedStep.command, 'The command'),
      });
    }
    const here = connected.find(({ index }) => index === machine);
    if (here !== undefined) commands.push(...placeCommands(session, here, group));
    for (const broken of session.machines.filter(({ link }) => link === 'lost' || link === 'failed')) {
      commands.push({
        id: `session.reconnect.${broken.index}`,
        title: session.machines.length > 1 ? `Reconnect ${broken.name}` : 'Reconnect',
        group,
        run: () => void reconnect(session.id, broken.index),
      });
    }
    return commands;
  }, isShown);
}
