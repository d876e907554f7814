import type { FileAbilities, MachineFiles } from '../remote/machine-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';

const LIMIT_MS = 15_000;

/** The home folder as shells have it, which may be another one than that in which files begin. */
export async function shellHome(machine: MachineFiles, { home, hasShell }: FileAbilities): Promise<string> {
  if (!hasShell) return home;
  const asked = await machine.run(scriptCommand('cd && pwd -P'), { maxBytes: 8_192, timeoutMs: LIMIT_MS });
  const path = asked.ok && asked.value.code === 0 ? asked.value.output.toString('utf8').replace(/\n$/, '') : '';
  return path.startsWith('/') && !/[\p{Cc}\uFFFD]/u.test(path) ? path : home;
}
