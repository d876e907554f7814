import { lazy, Suspense, useCallback } from 'react';
import type { Session } from '../../main/contract/session.ts';
import { removeScreenSearch } from '../state/screen-view.ts';
import { setActiveTab } from '../state/view.ts';
import { registerScreen, type ScreenHandle } from './screen-handles.ts';
import { closeTab, openScreenTab } from './tab-actions.ts';
import { screenTabId, type ScreenSearchTab, type ScreenTab } from './tab.ts';

// The list of builds does not wait for what only sessions need.
const ScreenView = lazy(async () => ({ default: (await import('../features/screen/ScreenView.tsx')).ScreenView }));
const ScreenSearch = lazy(async () => ({
  default: (await import('../features/screen/search/ScreenSearch.tsx')).ScreenSearch,
}));

interface ScreenPanelProps {
  session: Session;
  tab: ScreenTab;
  isVisible: boolean;
}

/** Joins a screen to its session. */
export function ScreenPanel({ session, tab, isVisible }: ScreenPanelProps) {
  const { screenId } = tab;
  const register = useCallback(
    (handle: ScreenHandle | null) => (handle === null ? undefined : registerScreen(screenId, handle)),
    [screenId],
  );
  const screen = session.screens.find(({ id }) => id === screenId);
  if (screen === undefined) return null;
  return (
    <Suspense fallback={null}>
      <ScreenView
        ref={register}
        session={session}
        screen={screen}
        label={tab.title}
        isVisible={isVisible}
        onClose={() => void closeTab(session, tab)}
      />
    </Suspense>
  );
}

interface ScreenSearchPanelProps {
  session: Session;
  tab: ScreenSearchTab;
  isVisible: boolean;
}

/** Joins the search for screens of a machine to its session; what it opens takes its place. */
export function ScreenSearchPanel({ session, tab, isVisible }: ScreenSearchPanelProps) {
  function replace(screenId: string): void {
    setActiveTab(session.id, screenTabId(screenId));
    removeScreenSearch(session.id, tab.machine);
  }
  return (
    <Suspense fallback={null}>
      <ScreenSearch
        session={session}
        machine={tab.machine}
        isVisible={isVisible}
        onOpen={async (source) => {
          const screenId = await openScreenTab(session.id, tab.machine, source);
          if (screenId !== undefined) replace(screenId);
        }}
        onOpened={replace}
      />
    </Suspense>
  );
}
