import { useEffect } from 'react';
import type { Session } from '../../main/contract/session.ts';
import { rememberShownTab, setBroadcast, useIsGrid, useShownTabs } from '../state/grid-view.ts';
import { gridPanes, type GridPane } from './grid-panes.ts';
import { useGridCommand } from './GridBar.tsx';
import type { Tab } from './tab.ts';

/**
 * The machines that are shown side by side now; undefined while one tab is. The grid gives way to a tab of another kind,
 * and typing in all machines ends with it.
 */
export function useGrid(
  session: Session,
  tabs: readonly Tab[],
  active: Tab | undefined,
  isShown: boolean,
): readonly GridPane[] | undefined {
  const { id } = session;
  const isOn = useIsGrid(id) && session.machines.length > 1;
  const isGrid = isOn && (active === undefined || active.kind === 'terminal');
  const shown = useShownTabs(id);
  useGridCommand(session, isGrid, isShown);
  useEffect(() => {
    if (active?.kind === 'terminal') rememberShownTab(id, active.machine, active.id);
  }, [id, active?.kind, active?.machine, active?.id]);
  useEffect(() => {
    if (!isGrid || !isShown) setBroadcast(id, false);
  }, [id, isGrid, isShown]);
  return isGrid ? gridPanes(session, tabs, active, shown) : undefined;
}
