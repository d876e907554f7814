import type { Session } from '../../main/contract/session.ts';
import { PaneHeader } from '../features/grid/PaneHeader.tsx';
import { useCommandStates } from '../state/command-states.ts';
import { setGrid, setLeftOut, useIsBroadcasting, useLeftOut } from '../state/grid-view.ts';
import type { GridPane } from './grid-panes.ts';
import { activateTab } from './tab-actions.ts';
import type { TerminalTab } from './tab.ts';
import { terminalTones } from './tab-tones.ts';

interface GridPaneHeaderProps {
  session: Session;
  pane: GridPane;
  tab: TerminalTab;
}

/** Joins the line above a terminal in the grid to its session. */
export function GridPaneHeader({ session, pane: { machine, name }, tab }: GridPaneHeaderProps) {
  const command = useCommandStates()[tab.terminalId];
  const isBroadcast = useIsBroadcasting(session.id);
  const isOut = useLeftOut(session.id).includes(machine);
  const isLive = tab.state === 'open' || tab.state === 'opening';
  return (
    <PaneHeader
      name={name}
      tone={terminalTones[tab.state]}
      state={tab.state}
      hasFailed={session.failedStep?.machine === machine}
      command={command}
      receives={isBroadcast ? isLive && !isOut : undefined}
      isLeftOut={isOut}
      onLeaveOut={(isLeftOut) => setLeftOut(session.id, machine, isLeftOut)}
      onEnlarge={() => {
        setGrid(session.id, false);
        activateTab(session, tab);
      }}
    />
  );
}
