import { shortcutLabel } from '../../state/shortcuts.ts';
import type { MenuEntry } from '../../ui/Menu.tsx';
import type { FileCommand } from './file-commands.ts';

/** The commands that stand in the menu of rows, or of the empty space, in their groups. */
export function menuEntries(commands: readonly FileCommand[], where: 'row' | 'empty'): MenuEntry[] {
  const listed = commands
    .filter((command) => command[where] !== undefined)
    .toSorted((left, right) => (left[where] ?? 0) - (right[where] ?? 0));
  return listed.map((command, index) => ({
    id: command.id,
    label: command.title,
    ...(command.keys?.[0] === undefined ? {} : { shortcut: shortcutLabel(command.keys[0]) }),
    ...(command.isDanger === true ? { isDanger: true } : {}),
    ...(command.isChosen === true ? { isChosen: true } : {}),
    startsGroup: index > 0 && listed[index - 1]?.[where] !== command[where],
    run: command.run,
  }));
}
