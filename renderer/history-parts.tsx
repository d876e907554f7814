import { lazy } from 'react';
import type { HistoryParts } from './features/history/history-parts.ts';
import { PlayerPage } from './features/recording/PlayerPage.tsx';
import { RecordingList } from './features/recording/RecordingList.tsx';
import { RecordingPlaces } from './features/recording/RecordingPlaces.tsx';
import { ApplyPage } from './features/salvage/ApplyPage.tsx';
import { SalvageList } from './features/salvage/SalvageList.tsx';

// The terminal is half of the window's code; only who plays a recording waits for it.
const PlayerScreen = lazy(async () => ({
  default: (await import('./features/terminal/PlayerTerminal.tsx')).PlayerTerminal,
}));

/** What other features add to the page of past sessions. */
export const historyParts: HistoryParts = {
  Salvages: SalvageList,
  Recordings: RecordingList,
  Places: RecordingPlaces,
  Player: (target) => <PlayerPage {...target} Screen={PlayerScreen} />,
  Apply: ApplyPage,
};
