import { homedir } from 'node:os';
import type { CallInput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import { copyCommand, type CopyCommand } from '../lib/copy-command/copy-command.ts';
import type { OtherSignIn } from '../lib/copy-command/ssh-words.ts';
import { fail, ok } from '../lib/result.ts';
import type { SessionMachines } from '../sessions/session-machines.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PinFiles } from './pin-files.ts';

interface Options {
  sessions: Pick<Sessions, 'signIn'> & { machines: Pick<SessionMachines, 'reach' | 'hostKey'> };
  /** The file of the person's key with this label, if it is in one. */
  keyFile(label: string): string | undefined;
  pins: PinFiles;
  platform: NodeJS.Platform;
}

/** Makes command lines for other programs that reach the same machine. */
export function createCopyCommands({ sessions, keyFile, pins, platform }: Options) {
  function otherSignIn(sessionId: string, machine: number): Result<OtherSignIn> {
    const found = sessions.signIn(sessionId, machine);
    if (!found.ok) return found;
    const { kind, label, isOwn } = found.value;
    if (kind === 'password') return ok({ kind });
    if (kind === 'agent') return ok({ kind, label });
    const path = isOwn ? keyFile(label) : undefined;
    if (path !== undefined) return ok({ kind: 'key-file', path });
    return fail(
      'not-supported',
      'Only Jumpseat has the key that opens this machine, so no other program can sign in.',
      isOwn
        ? 'Use a key that lies in ~/.ssh or in your SSH agent, put it first under Keys, and reconnect.'
        : 'Use the files in Jumpseat for this machine.',
    );
  }

  return async (input: CallInput<'files.copyCommand'>): Promise<Result<CopyCommand>> => {
    const { sessionId, machine, program, direction, paths } = input;
    const reached = sessions.machines.reach({ sessionId, machine });
    if (!reached.ok) return reached;
    const signIn = otherSignIn(sessionId, machine);
    if (!signIn.ok) return signIn;
    const publicKey = sessions.machines.hostKey({ sessionId, machine });
    if (publicKey === undefined)
      return fail('not-supported', 'The host key of this machine is not known as a whole yet.', 'Reconnect first.');
    const pin = await pins.write(publicKey);
    if (!pin.ok) return pin;
    const { user, host, port } = reached.value.identity;
    const shell = platform === 'win32' ? 'powershell' : 'posix';
    const home = platform === 'win32' ? homedir() : undefined;
    const target = { user, host, port, signIn: signIn.value, pin: { ...pin.value, home } };
    return copyCommand({ program, direction, shell, target, paths });
  };
}
