import { machineFormSchema } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../result.ts';
import { readUser } from './address.ts';
import type { Gathered } from './assemble.ts';
import { readFingerprint } from './fingerprint.ts';
import type { Paste, PastedMachine } from './paste.ts';
import type { MachineKindOfForm } from './record.ts';
import { refuse } from './refuse.ts';
import { readEnvironmentPassword, SSHPASS_NOTE } from './ssh-program.ts';

/** More machines than a build has. */
const MOST_MACHINES = 32;
const defaultPorts = { ssh: 22, vnc: 5900, rdp: 3389 } as const;
/** CircleCI's own text above its commands. Its machines take any user name in the direct form. */
const circleciText = /You can now SSH into this (?:box|job)/i;
const CIRCLECI_PROXY = 'ssh.circleci.com';

/** What the whole text says about each of its machines. */
interface Context {
  text: string;
  notes: string[];
  privateKey?: string;
}

/** Turns what was gathered into forms that the contract takes, or says why that cannot be. */
export function toMachines(records: readonly Gathered[], context: Context): Result<Paste> {
  const notes = new Set(context.notes);
  const machines = new Map<string, PastedMachine>();
  const environmentPassword = readEnvironmentPassword(/\bSSHPASS=[^\n]*/.exec(context.text)?.[0] ?? '');
  if (environmentPassword !== undefined) notes.delete(SSHPASS_NOTE);
  // `HOST=…` in a script is no second address beside that of its ssh command.
  const isScript = context.privateKey !== undefined && records.some(({ isLabelled }) => !isLabelled);
  const told = isScript ? records.filter(({ isLabelled }) => !isLabelled) : records;
  for (const record of told.slice(0, MOST_MACHINES)) {
    // What else stands in CircleCI's text, or beside a key in a script, is neither user nor password.
    if (context.privateKey === undefined && !circleciText.test(context.text)) takeWords(record, notes);
    const sshPassword = passwordBeside(record, records) ?? environmentPassword;
    for (const kind of kindsOf(record, context.text, notes)) {
      const machine = toMachine(record, kind, context, kind === 'ssh' ? sshPassword : undefined);
      if (!machine.ok) return machine;
      const { form } = machine.value;
      if (form.user === undefined && kind === 'ssh') notes.add('No user is named: say as whom to sign in.');
      const known = machines.get(JSON.stringify(form));
      machines.set(JSON.stringify(form), { ...machine.value, ...known });
    }
  }
  return ok({ machines: [...machines.values()], notes: [...notes] });
}

/** @param password of the text, for a record without one of its own */
function toMachine(
  record: Gathered,
  kind: MachineKindOfForm,
  { text, privateKey }: Context,
  password: string | undefined,
): Result<PastedMachine> {
  const user = record.user ?? (kind === 'ssh' && circleciText.test(text) ? 'circleci' : undefined);
  if (user !== undefined) {
    const valid = readUser(user, kind);
    if (!valid.ok) return valid;
  }
  const { host = '', port = defaultPorts[kind], command, jumps = [], identityFile } = record;
  const ofSsh = { command, identityFile: privateKey === undefined ? identityFile : undefined };
  const form = machineFormSchema.safeParse({ kind, host, port, user, jumps, ...(kind === 'ssh' ? ofSsh : {}) });
  if (!form.success) return refuse(whyNot(form.error.issues[0]?.path[0]));
  const machine: PastedMachine = { form: form.data };
  const opening = record.password ?? password;
  if (opening !== undefined) machine.password = opening;
  if (kind !== 'ssh') return ok(machine);
  if (privateKey !== undefined) machine.privateKey = privateKey;
  // The proxy has a key of its own; what the text tells is the machine's.
  const hostKey = host === CIRCLECI_PROXY ? undefined : readFingerprint(text);
  if (hostKey !== undefined) machine.hostKey = hostKey;
  return ok(machine);
}

/** The one password that the text gives for SSH at the same host; undefined when there are several. */
function passwordBeside(record: Gathered, records: readonly Gathered[]): string | undefined {
  const found = records
    .filter(({ host, kind, heading }) => host === record.host && (kind ?? heading ?? 'ssh') === 'ssh')
    .map(({ password }) => password);
  const all = new Set(found.filter((password) => password !== undefined));
  return all.size === 1 ? [...all][0] : undefined;
}

function whyNot(part: PropertyKey | undefined): string {
  if (part === 'port') return 'What is given as the port is none; ports go from 1 to 65535.';
  if (part === 'command') return 'The command after the host is longer than Jumpseat takes.';
  return 'The address in this text cannot be used.';
}

/** Words without a label: the password behind a command, or user and password behind an address. */
function takeWords(record: Gathered, notes: Set<string>): void {
  const [first, second, third] = record.words;
  if (first === undefined || record.password !== undefined) return;
  if (record.user !== undefined && second === undefined) {
    record.password = first;
    notes.add('The word beside the address was taken for the password.');
  } else if (record.user === undefined && second !== undefined && third === undefined) {
    record.user = first;
    record.password = second;
    notes.add('The two words beside the address were taken for user and password.');
  } else {
    notes.add('Words beside the address were not used: write “User:” or “Password:” before them.');
  }
}

/** What answers at the address; several kinds where the text leaves it open. */
function kindsOf(record: Gathered, text: string, notes: Set<string>): MachineKindOfForm[] {
  const told = record.kind ?? record.heading;
  if (told !== undefined) return [told];
  if (record.port === 3389) return ['rdp'];
  if (record.port !== undefined && record.port >= 5900 && record.port < 6000) return ['vnc'];
  // Codemagic's page shows the screen's address so, and SSH as a script.
  if (record.isLabelled && (record.user === 'builder' || /codemagic/i.test(text))) {
    notes.add('Codemagic shows a screen so: over VNC on macOS and Linux, over RDP on Windows.');
    return ['vnc', 'rdp'];
  }
  if (record.port !== 22)
    notes.add('Read as SSH. If a screen answers there, write vnc:// or rdp:// before the address.');
  return ['ssh'];
}
