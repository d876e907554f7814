import type { MachineFiles } from '../remote/machine-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';

const known = new WeakMap<MachineFiles, Promise<boolean>>();

/**
 * True when a path means the same to the machine's shell as to its SFTP server. It does not where SFTP is locked into a
 * folder, as on many network disks; there, commands would meet other people's files.
 */
export function sharesPaths(machine: MachineFiles): Promise<boolean> {
  const asked = known.get(machine) ?? ask(machine);
  known.set(machine, asked);
  return asked;
}

async function ask(machine: MachineFiles): Promise<boolean> {
  const able = await machine.abilities();
  if (!able.ok || !able.value.hasShell || able.value.os !== 'posix') return false;
  if (able.value.via === 'shell') return true;
  const said = await machine.run(scriptCommand('pwd -P'), { maxBytes: 8_192, timeoutMs: 10_000 });
  return said.ok && said.value.code === 0 && said.value.output.toString('utf8') === `${able.value.home}\n`;
}
