import { Plus } from 'lucide-react';
import type { Session } from '../../main/contract/session.ts';
import { addScreenSearch } from '../state/screen-view.ts';
import { shortcutLabel } from '../state/shortcuts.ts';
import { openToolTab } from '../state/tool-view.ts';
import { MenuButton } from '../ui/Menu.tsx';
import { openScreenChoice, screenChoices, screenSearchChoices } from './screen-choices.ts';
import { openFilesTab, openTerminalTab } from './tab-actions.ts';
import { filesChoices, terminalChoices } from './terminal-choices.ts';

/** For the machine that is looked at. */
const toolChoices = [
  { tool: 'steps', title: 'Steps of the build' },
  { tool: 'environment', title: 'Environment beside the build’s' },
  { tool: 'ports', title: 'Ports' },
] as const;

/** What can be opened on the machines of a session. */
export function NewTab({ session, machine }: { session: Session; machine: number | undefined }) {
  const terminals = terminalChoices(session);
  const files = filesChoices(session);
  const screens = screenChoices(session);
  const searches = screenSearchChoices(session);
  const isReached = files.some((choice) => choice.machine === machine);
  const tools = toolChoices.filter(({ tool }) => isReached && (tool === 'ports' || session.buildId !== undefined));
  if (terminals.length + screens.length === 0) return null;
  const isOne = terminals.length === 1;
  // The key is for the machine that is looked at.
  const hasOneMachine = session.machines.length === 1;
  return (
    <MenuButton
      label="New tab"
      isQuiet
      entries={[
        ...terminals.map(({ machine, shell, title }) => ({
          id: `terminal ${machine} ${shell ?? ''}`,
          label: title,
          ...(isOne ? { shortcut: shortcutLabel('Mod+Shift+T') } : {}),
          run: () => void openTerminalTab(session.id, machine, shell),
        })),
        ...files.map(({ machine, title }, index) => ({
          id: `files ${machine}`,
          label: title,
          ...(files.length === 1 ? { shortcut: shortcutLabel('Mod+Shift+O') } : {}),
          startsGroup: index === 0 && !isOne,
          run: () => openFilesTab(session.id, machine),
        })),
        ...screens.map((choice, index) => ({
          id: `screen ${choice.title}`,
          label: choice.title,
          ...(hasOneMachine && index === 0 ? { shortcut: shortcutLabel('Mod+Shift+S') } : {}),
          startsGroup: index === 0 && terminals.length > 1,
          run: () => void openScreenChoice(session, choice),
        })),
        ...searches.map(({ machine: searched, title }, index) => ({
          id: `screen-search ${searched}`,
          label: title,
          ...(hasOneMachine && screens.length === 0 ? { shortcut: shortcutLabel('Mod+Shift+S') } : {}),
          startsGroup: index === 0 && screens.length === 0 && terminals.length > 1,
          run: () => addScreenSearch(session.id, searched),
        })),
        ...tools.map(({ tool, title }, index) => ({
          id: tool,
          label: title,
          startsGroup: index === 0,
          run: () => openToolTab(session.id, tool, machine ?? 0),
        })),
      ]}
    >
      <Plus size={15} />
    </MenuButton>
  );
}
