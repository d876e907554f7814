import type { ReactNode } from 'react';
import { setAccessDuration, useView } from '../../state/view.ts';
import { MenuButton } from '../../ui/Menu.tsx';

const MINUTE_MS = 60_000;

/** How long a machine may be asked to stay. */
export const durations = [
  { ms: 30 * MINUTE_MS, label: '30 min' },
  { ms: 60 * MINUTE_MS, label: '1 h' },
  { ms: 120 * MINUTE_MS, label: '2 h' },
  { ms: 240 * MINUTE_MS, label: '4 h' },
] as const;

/** Chooses for how long the next machine is asked for; it starts nothing by itself. */
export function DurationMenu({ children }: { children: ReactNode }) {
  const chosenMs = useView((view) => view.accessDurationMs);
  const chosen = durations.find(({ ms }) => ms === chosenMs);
  return (
    <MenuButton
      label="How long the machine stays"
      entries={durations.map(({ ms, label }) => ({
        id: String(ms),
        label,
        isChosen: ms === chosenMs,
        run: () => setAccessDuration(ms),
      }))}
    >
      for {chosen?.label}
      {children}
    </MenuButton>
  );
}
