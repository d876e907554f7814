import type { Jump } from '../../contract/machine-form.ts';

export type MachineKindOfForm = 'ssh' | 'vnc' | 'rdp';

/** One machine, as far as the text has told of it. */
export interface PastedRecord {
  kind?: MachineKindOfForm;
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  command?: string;
  jumps?: Jump[];
  identityFile?: string;
}

/** A piece of a pasted text that says something. */
export type PasteItem =
  /** A whole place: a command, an address, a link. */
  | { type: 'place'; record: PastedRecord; isWhole: boolean }
  | { type: 'field'; field: 'host' | 'port' | 'user' | 'password'; value: string; kind?: MachineKindOfForm }
  /** A heading: what follows is of this kind. */
  | { type: 'kind'; kind: MachineKindOfForm }
  /** A word that stands alone on its line. */
  | { type: 'word'; text: string };
