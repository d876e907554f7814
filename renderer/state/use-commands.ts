import { useEffect, useEffectEvent } from 'react';
import { provideCommands, type Command } from './commands.ts';

/** Offers commands while the component is mounted and `isActive`; `list` sees the latest props. */
export function useCommands(list: () => Command[], isActive = true): void {
  const latest = useEffectEvent(list);
  useEffect(() => (isActive ? provideCommands(() => latest()) : undefined), [isActive]);
}
