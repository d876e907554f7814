import type { Theme } from '../../../main/contract/settings.ts';
import type { Command } from '../../state/commands.ts';
import { runProject } from '../../state/build-actions.ts';
import { addProject } from '../../state/project-actions.ts';
import { resizeTerminalText, updateSettings } from '../../state/settings-actions.ts';
import { useTruth } from '../../state/truth.ts';
import { showBuilds, showPage, showSession, showSettings } from '../../state/view.ts';
import { accountCommands } from './account-commands.ts';
import { openPalette } from './palette-state.ts';
import { focusRegion } from './regions.ts';

const themes: readonly { theme: Theme; title: string }[] = [
  { theme: 'system', title: 'Theme: as the system' },
  { theme: 'dark', title: 'Theme: dark' },
  { theme: 'light', title: 'Theme: light' },
  { theme: 'contrast', title: 'Theme: high contrast' },
];

/** Mod+2 to Mod+9 go to sessions, as in a browser's tabs. */
const FIRST_SESSION_KEY = 2;
const LAST_SESSION_KEY = 9;

function goToCommands(): Command[] {
  const { accounts, projects, sessions } = useTruth.getState().truth;
  const group = 'Go to';
  return [
    {
      id: 'go.builds',
      title: 'All builds',
      group,
      keys: ['Mod+1'],
      run: () => showBuilds({ kind: 'all' }),
    },
    ...Object.values(sessions).map(({ id, title }, index) => ({
      id: `go.session.${id}`,
      title: `Session ${title}`,
      group,
      ...(index + FIRST_SESSION_KEY <= LAST_SESSION_KEY ? { keys: [`Mod+${index + FIRST_SESSION_KEY}`] } : {}),
      run: () => showSession(id),
    })),
    ...Object.values(accounts)
      .filter(({ capabilities }) => capabilities.builds)
      .map(({ id, label }) => ({
        id: `go.account.${id}`,
        title: `Builds of ${label}`,
        group,
        run: () => showBuilds({ kind: 'account', accountId: id }),
      })),
    ...Object.values(projects).map(({ id, name }) => ({
      id: `go.project.${id}`,
      title: `Project ${name}`,
      group,
      run: () => showBuilds({ kind: 'project', projectId: id }),
    })),
    {
      id: 'keys.open',
      title: 'Keys and secrets',
      group,
      keywords: 'ssh keychain passphrase',
      run: () => showPage({ kind: 'keys' }),
    },
    { id: 'settings.open', title: 'Settings', group, keys: ['Mod+,'], run: showSettings },
    {
      id: 'go.nextRegion',
      title: 'Next part of the window',
      group,
      keys: ['F6', 'Ctrl+F6'],
      run: () => focusRegion(1),
    },
    {
      id: 'go.previousRegion',
      title: 'Previous part of the window',
      group,
      keys: ['Shift+F6', 'Ctrl+Shift+F6'],
      run: () => focusRegion(-1),
    },
  ];
}

/** Commands that are there whatever the window shows. */
export function frameCommands(): Command[] {
  const projects = Object.values(useTruth.getState().truth.projects);
  return [
    { id: 'palette.open', title: 'Command palette', group: 'Go to', keys: ['Mod+K', 'Mod+Shift+P'], run: openPalette },
    {
      id: 'projects.add',
      title: 'Add project folder…',
      group: 'Projects',
      keys: ['Mod+O'],
      run: () => void addProject(),
    },
    ...projects
      .filter(({ config }) => config === 'valid')
      .map(({ id, name }) => ({
        id: `projects.run.${id}`,
        title: `Run build of ${name}`,
        group: 'Projects',
        run: () => void runProject(id, false),
      })),
    ...accountCommands(),
    {
      id: 'machines.paste',
      title: 'Connect to a machine from a pasted command…',
      group: 'Sessions',
      keywords: 'ssh vnc rdp paste tmate',
      run: () => showPage({ kind: 'connect' }),
    },
    ...goToCommands(),
    {
      id: 'terminal.larger',
      title: 'Larger terminal text',
      group: 'Look',
      keys: ['Mod+=', 'Mod++'],
      run: () => void resizeTerminalText(1),
    },
    {
      id: 'terminal.smaller',
      title: 'Smaller terminal text',
      group: 'Look',
      keys: ['Mod+-'],
      run: () => void resizeTerminalText(-1),
    },
    {
      id: 'terminal.resetSize',
      title: 'Usual terminal text size',
      group: 'Look',
      keys: ['Mod+0'],
      run: () => void resizeTerminalText('reset'),
    },
    ...themes.map(({ theme, title }) => ({
      id: `theme.${theme}`,
      title,
      group: 'Look',
      run: () => void updateSettings({ theme }),
    })),
  ];
}
