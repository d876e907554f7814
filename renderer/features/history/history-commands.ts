import type { Command } from '../../state/commands.ts';
import { showHistory } from '../../state/record-view.ts';

/** Ways to what stays of sessions, from anywhere. */
export function historyCommands(): Command[] {
  return [
    {
      id: 'history.open',
      title: 'History of sessions',
      group: 'Go to',
      keys: ['Mod+Y'],
      keywords: 'past recordings notes salvage records',
      run: () => showHistory(),
    },
  ];
}
