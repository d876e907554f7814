import type { CommandId } from '../../main/contract/events.ts';

/** Something the person can do now; stands in the command palette. */
export interface Command {
  /** Ids of `commandIds` are those that the system's menus send. */
  id: CommandId | (string & {});
  title: string;
  /** Heading in the palette. */
  group: string;
  /** Shortcuts, for example "Mod+K"; Mod is Cmd on macOS and Ctrl elsewhere. The first one is shown. */
  keys?: readonly string[];
  /** More words to find it by. */
  keywords?: string;
  run(): void;
}

type CommandSource = () => Command[];

let sources: CommandSource[] = [];

/** Offers commands while the source is registered. It is asked each time, so it may look at the state. */
export function provideCommands(source: CommandSource): () => void {
  sources = [source, ...sources];
  return () => {
    sources = sources.filter((other) => other !== source);
  };
}

/** All that can be done now, what came on the screen last first. Where two have the same id, the first counts. */
export function availableCommands(): Command[] {
  const byId = new Map<string, Command>();
  for (const source of sources) {
    for (const command of source()) if (!byId.has(command.id)) byId.set(command.id, command);
  }
  return [...byId.values()];
}

/** Runs a command; does nothing when it is not available now. */
export function runCommand(id: CommandId): void {
  availableCommands()
    .find((command) => command.id === id)
    ?.run();
}
