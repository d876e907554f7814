import type { EventName } from './names.ts';
import type { Patch } from './state.ts';

/** Commands that menus and shortcuts of the system send to the window. */
export const commandIds = [
  'palette.open',
  'builds.search',
  'projects.add',
  'accounts.add',
  'machines.paste',
  'keys.open',
  'tab.close',
  'tab.next',
  'tab.previous',
  'terminal.new',
  'terminal.find',
  'terminal.larger',
  'terminal.smaller',
  'terminal.resetSize',
  'settings.open',
] as const;
export type CommandId = (typeof commandIds)[number];

export interface Events extends Record<EventName, unknown> {
  'state.patch': Patch;
  'app.command': { command: CommandId };
  'app.openSession': { sessionId: string };
  'app.openBuild': { buildId: string };
}
