import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { CommandId } from '../contract/events.ts';

interface Actions {
  command(id: CommandId): void;
  /** Asks first while there is something to lose. */
  quit(): void;
}

/** As the system's own, whose role would quit without a question. */
function quitItem(platform: NodeJS.Platform, { quit }: Actions): MenuItemConstructorOptions {
  const label = platform === 'win32' ? 'Exit' : platform === 'darwin' ? 'Quit Jumpseat' : 'Quit';
  return { label, ...(platform === 'win32' ? {} : { accelerator: 'CmdOrCtrl+Q' }), click: quit };
}

/** The first menu of macOS. */
function applicationMenu(actions: Actions): MenuItemConstructorOptions {
  return {
    label: 'Jumpseat',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quitItem('darwin', actions),
    ],
  };
}

/** The application menu: the system's own roles, and our commands with the shortcuts they have in the window. */
export function setApplicationMenu(platform: NodeJS.Platform, actions: Actions): void {
  const isMac = platform === 'darwin';
  const item = (label: string, id: CommandId, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => actions.command(id),
  });
  // Ctrl+letter belongs to the shell in a terminal, so outside macOS our shortcuts there carry Shift.
  const terminalKey = (key: string): string => (isMac ? `Cmd+${key}` : `Ctrl+Shift+${key}`);
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [applicationMenu(actions)] : []),
    {
      label: '&File',
      submenu: [
        item('Add Project Folder…', 'projects.add', isMac ? 'Cmd+O' : 'Ctrl+O'),
        item('Add Account…', 'accounts.add'),
        item('Connect to a Machine from a Pasted Command…', 'machines.paste'),
        { type: 'separator' },
        item('New Terminal', 'terminal.new', terminalKey('T')),
        item('Close Tab', 'tab.close', terminalKey('W')),
        { type: 'separator' },
        item('Keys and Secrets', 'keys.open'),
        item('Settings', 'settings.open', 'CmdOrCtrl+,'),
        ...(isMac ? [] : [{ type: 'separator' } as const, quitItem(platform, actions)]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('Command Palette', 'palette.open', 'CmdOrCtrl+K'),
        item('Search Builds', 'builds.search', 'CmdOrCtrl+Shift+B'),
        item('Find in Terminal', 'terminal.find', terminalKey('F')),
        { type: 'separator' },
        item('Next Tab', 'tab.next', 'Ctrl+Tab'),
        item('Previous Tab', 'tab.previous', 'Ctrl+Shift+Tab'),
        { type: 'separator' },
        item('Larger Terminal Text', 'terminal.larger', 'CmdOrCtrl+='),
        item('Smaller Terminal Text', 'terminal.smaller', 'CmdOrCtrl+-'),
        item('Default Terminal Text', 'terminal.resetSize', 'CmdOrCtrl+0'),
        { type: 'separator' },
        { role: 'reload', accelerator: 'F5' },
        { role: 'toggleDevTools' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
