import type { FileAbilities, MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { createShellFiles } from '../../../main/connection/shell-files/create-shell-files.ts';
import { ok, problem } from '../../../main/lib/result.ts';
import type { LocalCommands } from './local-commands.ts';

/** This computer as a machine whose files are reached by commands of its shell alone. */
export function localMachine(commands: LocalCommands, abilities: Partial<FileAbilities> = {}): LocalMachine {
  const able: FileAbilities = {
    via: 'shell',
    os: 'posix',
    home: '/root',
    hasShell: true,
    tar: undefined,
    sha256: 'sha256sum',
    hasGit: false,
    ...abilities,
  };
  const files = createShellFiles(commands, able);
  const lost = new AbortController();
  return {
    exec: (command) => commands.exec(command),
    run: (command, options) => commands.run(command, options),
    abilities: () => Promise.resolve(ok(able)),
    channels: () => Promise.resolve(ok([files] as const)),
    browse: () => Promise.resolve(ok(files)),
    latencyMs: undefined,
    lost: lost.signal,
    lose: () => lost.abort(problem('connection-lost', 'The cable was pulled.')),
  };
}

export interface LocalMachine extends MachineFiles {
  /** The link is gone. */
  lose(): void;
}
