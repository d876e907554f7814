import type { MachineForm } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import { screenUserSchema, userSchema, type Shell } from '../../contract/session.ts';
import { lookUp } from '../../lib/look-up.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { PastedMachine } from '../../lib/paste/paste.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ProviderMachine } from '../provider.ts';
import { isFindable } from './key-file.ts';

/** Shells that people know by another name than their file. */
const shellNames: Record<string, string | undefined> = {
  'bash.exe': 'Bash',
  'cmd.exe': 'Command Prompt',
  'powershell.exe': 'PowerShell',
  'pwsh.exe': 'PowerShell 7',
};

/** The address of a machine as people write it. */
export function titleOf({ host, user }: MachineForm): string {
  return user === undefined ? host : `${user}@${host}`;
}

function toShell(command: string): Shell {
  const name = lookUp(shellNames, command.toLowerCase()) ?? plainText(command, 60);
  return { name: name === '' ? 'Command' : name, command };
}

/** The command of the form first, then those that the text gave for the same machine, and the login shell at last. */
function shellsOf(form: MachineForm, pasted: readonly PastedMachine[]): Shell[] {
  if (form.command === undefined || form.command.trim() === '') return [];
  const commands = pasted
    .filter((machine) => isSameMachine(machine.form, form))
    .map((machine) => machine.form.command)
    .filter((command) => command !== undefined);
  const all = [...new Set([form.command, ...commands])].slice(0, 7).map(toShell);
  const names = new Set<string>();
  const distinct = all.filter(({ name }) => !names.has(name) && names.add(name) !== undefined);
  return [...distinct, { name: 'Login shell', command: '' }];
}

function isSameMachine(one: MachineForm, other: MachineForm): boolean {
  return one.kind === other.kind && one.host === other.host && one.port === other.port && one.user === other.user;
}

/** The machine of the text that a form was made from; the person may have changed any part of it. */
function originOf(form: MachineForm, pasted: readonly PastedMachine[]): PastedMachine | undefined {
  const ofKind = pasted.filter((machine) => machine.form.kind === form.kind);
  return (
    ofKind.find((machine) => isSameMachine(machine.form, form)) ??
    ofKind.find((machine) => machine.form.host === form.host && machine.form.port === form.port) ??
    ofKind.find((machine) => machine.form.host === form.host) ??
    (ofKind.length === 1 ? ofKind[0] : undefined)
  );
}

/** Whether the text names one machine for SSH, in whatever ways. */
function isAlone(pasted: readonly PastedMachine[]): boolean {
  return new Set(pasted.filter(({ form }) => form.kind === 'ssh').map(({ form }) => form.host)).size === 1;
}

/** Screens that the same text names beside SSH: one of a kind is that of the same machine. Nothing connects to them. */
function screensOf(pasted: readonly PastedMachine[]): ProviderMachine['endpoints'] {
  return (['vnc', 'rdp'] as const).flatMap((kind) => {
    const [screen, another] = pasted.filter((machine) => machine.form.kind === kind);
    if (screen === undefined || another !== undefined) return [];
    const { host, port, user } = screen.form;
    return [
      {
        kind,
        host,
        port,
        ...(user === undefined ? {} : { user }),
        ...(screen.password === undefined ? {} : { password: screen.password }),
      },
    ];
  });
}

/**
 * The machine a form describes, with the secrets of the text it came from.
 * @param typed password typed by hand; takes the place of the one in the text
 */
export function toProviderMachine(
  form: MachineForm,
  pasted: readonly PastedMachine[],
  typed: string | undefined,
): Result<ProviderMachine> {
  const [jump] = form.jumps;
  if (jump !== undefined)
    return fail(
      'not-supported',
      `This machine is reached through ${jump.host}, and Jumpseat cannot connect through other machines yet.`,
      'If it can be reached directly too, paste the command without -J.',
    );
  const origin = originOf(form, pasted);
  const password = typed === undefined || typed === '' ? origin?.password : typed;
  const { kind, host, port } = form;
  const machine = { index: 0, name: host, identities: [] };
  if (kind !== 'ssh') {
    const user = screenUserSchema.optional().safeParse(form.user);
    if (!user.success) return fail('bad-request', 'This user name cannot be used.', 'Correct it in the form.');
    const endpoint = { kind, host, port, ...(user.data === undefined ? {} : { user: user.data }) };
    return ok({
      ...machine,
      os: kind === 'rdp' ? 'windows' : 'other',
      hostKey: undefined,
      endpoints: [{ ...endpoint, ...(password === undefined ? {} : { password }) }],
    });
  }
  const user = userSchema.safeParse(form.user);
  if (!user.success) {
    const message = form.user === undefined ? 'No user is named.' : 'This user name cannot be used for SSH.';
    return fail('bad-request', message, 'Say in the form as whom to sign in.');
  }
  const shells = shellsOf(form, pasted);
  const isAnnounced = origin?.form.host === host && origin.form.port === port;
  return ok({
    ...machine,
    os: shells.some(({ command }) => /\.exe$/i.test(command)) ? 'windows' : 'other',
    hostKey: isAnnounced ? origin.hostKey : undefined,
    endpoints: [
      { kind, host, port, user: user.data, ...(shells.length === 0 ? {} : { shells }) },
      ...(isAlone(pasted) ? screensOf(pasted) : []),
    ],
    identities: [
      ...(password === undefined ? [] : [{ kind: 'password' as const, label: 'password', password }]),
      ...(origin?.privateKey === undefined
        ? []
        : [{ kind: 'private-key' as const, label: 'key from the pasted text', privateKey: origin.privateKey }]),
    ],
    usesOwnKeys: true,
    ...(form.identityFile !== undefined && isFindable(form.identityFile) ? { identityFile: form.identityFile } : {}),
  });
}
