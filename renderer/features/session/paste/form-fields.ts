import type { MachineForm } from '../../../../main/contract/machine-form.ts';

/** What the form holds while the person types. */
export interface FormFields {
  host: string;
  port: string;
  user: string;
  command: string;
  identityFile: string;
}

export function fieldsOf({ host, port, user, command, identityFile }: MachineForm): FormFields {
  return {
    host,
    port: String(port),
    user: user ?? '',
    command: command ?? '',
    identityFile: identityFile ?? '',
  };
}

const MAX_PORT = 65_535;
/** As the contract takes them (main/contract/session.ts), said here in words while the person types. */
const hostPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const addressPattern = /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/;
const userPattern = /^[A-Za-z0-9_][A-Za-z0-9._@:+=/-]*$/;

type Mistakes = Partial<Record<keyof FormFields, string>>;

/** What cannot be sent as it is, by field. */
export function mistakesIn({ host, port, user }: FormFields, kind: MachineForm['kind']): Mistakes {
  const mistakes: Mistakes = {};
  const name = host.trim();
  if (!hostPattern.test(name) && !addressPattern.test(name)) {
    mistakes.host = 'A name or address of letters, digits, dots and dashes. It does not begin with a dash.';
  }
  const number = Number(port.trim());
  if (port.trim() === '' || !Number.isInteger(number) || number < 1 || number > MAX_PORT) {
    mistakes.port = `A number from 1 to ${MAX_PORT}.`;
  }
  if (user.trim() === '' ? kind === 'ssh' : !userPattern.test(user.trim())) {
    mistakes.user =
      user.trim() === '' ? 'Who signs in there?' : 'A login name without spaces, not beginning with a dash.';
  }
  return mistakes;
}

/** The form with what was typed, as the contract wants it. */
export function formFrom(fields: FormFields, { kind, jumps }: MachineForm): MachineForm {
  const optional = (name: 'user' | 'command' | 'identityFile') => {
    const value = fields[name].trim();
    return value === '' ? {} : { [name]: value };
  };
  return {
    kind,
    host: fields.host.trim(),
    port: Number(fields.port.trim()),
    jumps,
    ...optional('user'),
    ...optional('command'),
    ...optional('identityFile'),
  };
}
