import { Ban, GitCompare, Keyboard } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '../../main/contract/session.ts';
import type { MachineOutput } from '../features/grid/compare-outputs.ts';
import { DifferencePanel } from '../features/grid/DifferencePanel.tsx';
import { machinesText } from '../features/grid/grid-text.ts';
import styles from '../features/grid/Grid.module.css';
import { Tally } from '../features/grid/Tally.tsx';
import { useCommandStates } from '../state/command-states.ts';
import { setBroadcast, useIsBroadcasting, useLeftOut } from '../state/grid-view.ts';
import { openTerminal } from '../state/session-actions.ts';
import { shortcutLabel } from '../state/shortcuts.ts';
import { useCommands } from '../state/use-commands.ts';
import { Button } from '../ui/Button.tsx';
import type { GridPane } from './grid-panes.ts';
import { outputsOf } from './machine-outputs.ts';
import { activateTab, showGrid } from './tab-actions.ts';
import { terminalHandle } from './terminal-handles.ts';
import { mayShowMarks, showMarks } from './use-terminal-commands.ts';

interface GridBarProps {
  session: Session;
  panes: readonly GridPane[];
  activeId: string | undefined;
  isShown: boolean;
}

/** Opens a terminal on each connected machine that has none; once, so that one that is closed stays closed. */
function useTerminalsEverywhere({ id, machines, terminals }: Session, isShown: boolean): void {
  const opened = useRef(new Set<number>());
  const wanted = machines.filter(
    ({ index, link }) => link === 'connected' && !terminals.some(({ machine }) => machine === index),
  );
  const list = wanted.map(({ index }) => index).join(' ');
  useEffect(() => {
    if (!isShown || list === '') return;
    for (const machine of list.split(' ').map(Number)) {
      if (opened.current.has(machine)) continue;
      opened.current.add(machine);
      void openTerminal(id, machine);
    }
  }, [id, isShown, list]);
}

/** What can be done with all machines at once, above their terminals. */
export function GridBar({ session, panes, activeId, isShown }: GridBarProps) {
  const { id } = session;
  useTerminalsEverywhere(session, isShown);
  const isBroadcast = useIsBroadcasting(id);
  const leftOut = useLeftOut(id);
  const commands = useCommandStates();
  const [outputs, setOutputs] = useState<MachineOutput[]>();
  const open = panes.flatMap(({ tab }) => (tab?.state === 'open' ? [tab] : []));
  const receiving = open.filter(({ machine }) => !leftOut.includes(machine));
  const silent = open.filter((tab) => !Object.hasOwn(commands, tab.terminalId) && mayShowMarks(session, tab));
  const active = open.find((tab) => tab.id === activeId) ?? open[0];

  function backToTerminal(): void {
    if (active !== undefined) terminalHandle(active.terminalId)?.focus();
  }
  function broadcast(isOn: boolean): void {
    setBroadcast(id, isOn);
    backToTerminal();
  }
  const compare = () => setOutputs(outputsOf(session, panes));

  useCommands(
    () => [
      {
        id: 'grid.broadcast',
        title: isBroadcast ? 'Type in one machine only' : 'Type in all machines',
        group: 'Machines',
        keys: ['Mod+Shift+A'],
        keywords: 'broadcast synchronize input panes',
        run: () => broadcast(!isBroadcast),
      },
      { id: 'grid.compare', title: 'Which machine differs', group: 'Machines', keys: ['Mod+Shift+K'], run: compare },
    ],
    isShown,
  );

  return (
    <div>
      <div className={styles['bar']} role="toolbar" aria-label="All machines" data-broadcast={isBroadcast}>
        {isBroadcast ? (
          <span className={styles['going']} role="status">
            <Keyboard size={15} />
            <span>
              What you type in one goes to <b>{machinesText(receiving.length)}</b>
              {receiving.length < panes.length && ` of ${panes.length}`}.
            </span>
          </span>
        ) : (
          <span>{machinesText(panes.length)}</span>
        )}
        <Tally commands={open.map(({ terminalId }) => commands[terminalId])} />
        {silent.length > 0 && (
          <span className={styles['going']}>
            <span title="Their shells do not say how commands end. A line typed into bash or zsh has them say so.">
              no exit codes from {silent.length === open.length ? 'these shells' : machinesText(silent.length)}
            </span>
            <Button size="small" onPress={() => void silent.map(({ terminalId }) => showMarks(terminalId))}>
              Show exit codes
            </Button>
          </span>
        )}
        <span className={styles['space']} />
        <Button size="small" onPress={compare}>
          <GitCompare size={13} /> Which one differs
        </Button>
        <Button size="small" variant={isBroadcast ? 'primary' : 'plain'} onPress={() => broadcast(!isBroadcast)}>
          {isBroadcast ? <Ban size={13} /> : <Keyboard size={13} />}
          {isBroadcast ? `Stop (${shortcutLabel('Mod+Shift+A')})` : 'Type in all'}
        </Button>
      </div>
      {outputs !== undefined && (
        <DifferencePanel
          outputs={outputs}
          onLookAgain={compare}
          onShow={(machine) => {
            const tab = panes.find((pane) => pane.machine === machine)?.tab;
            if (tab !== undefined) activateTab(session, tab);
          }}
          onClose={() => {
            setOutputs(undefined);
            backToTerminal();
          }}
        />
      )}
    </div>
  );
}

/** Shows the terminals of all machines side by side, or one of them again. */
export function useGridCommand(session: Session, isOn: boolean, isShown: boolean): void {
  useCommands(
    () => [
      {
        id: 'grid.toggle',
        title: isOn ? 'Show one terminal' : 'Show all machines side by side',
        group: 'Machines',
        keys: ['Mod+Shift+M'],
        keywords: 'grid parallel terminals',
        run: () => showGrid(session, !isOn),
      },
    ],
    isShown && session.machines.length > 1,
  );
}
