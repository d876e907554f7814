import type { Result } from '../../../contract/problem.ts';
import { ok } from '../../../lib/result.ts';
import type { MachineFiles } from '../../remote/machine-files.ts';
import { scriptCommand } from '../../shell-files/shell-script.ts';
import { LOOK_BYTES, lookScript } from './look-script.ts';
import { readLook, type MachineLook } from './machine-look.ts';
import { windowsLookCommand } from './windows-look.ts';

/** Start-up files of shells can be slow, and so is the start of PowerShell. */
const LOOK_TIMEOUT_MS = 10_000;

/** Looks around on the machine with one command; undefined when it has no shell that runs one. `connection-lost` */
export async function lookAround(files: MachineFiles): Promise<Result<MachineLook | undefined>> {
  const able = await files.abilities();
  if (!able.ok) return able.problem.code === 'connection-lost' ? able : ok(undefined);
  const { os, hasShell } = able.value;
  if (os !== 'windows' && !hasShell) return ok(undefined);
  const command = os === 'windows' ? windowsLookCommand : scriptCommand(lookScript);
  const ran = await files.run(command, { maxBytes: LOOK_BYTES, timeoutMs: LOOK_TIMEOUT_MS });
  if (!ran.ok) return ran.problem.code === 'connection-lost' ? ran : ok(undefined);
  return ok(readLook(ran.value.output.toString('utf8')));
}
