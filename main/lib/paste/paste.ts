import type { MachineForm } from '../../contract/machine-form.ts';
import type { HostKey } from '../../contract/session.ts';

/** A machine that a pasted text names: its form for the person, and its secrets apart from it. */
export interface PastedMachine {
  form: MachineForm;
  password?: string;
  /** PEM, out of the text itself. */
  privateKey?: string;
  /** As the text tells it, to be pinned. */
  hostKey?: HostKey;
}

export interface Paste {
  machines: PastedMachine[];
  /** What was left out, changed or guessed and why, for people. No secret is in them. */
  notes: string[];
}
