import { randomUUID } from 'node:crypto';
import type { MachineDraft, MachineForm } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Paste } from '../../lib/paste/paste.ts';
import { readPaste } from '../../lib/paste/read-paste.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ProviderMachine } from '../provider.ts';
import { toProviderMachine } from './drafted-machine.ts';
import type { KeyFileFault } from './key-file.ts';

/** A draft, and the secrets in it, are forgotten after this time. */
export const DRAFT_LIFE_MS = 30 * 60_000;
/** Of more drafts than these the oldest is forgotten. */
export const MOST_DRAFTS = 50;

const JUMP_NOTE = 'Jumpseat cannot connect through other machines (-J) yet.';

/** A machine of a draft, with what the person changed and added by hand. */
export interface DraftedMachine {
  draftId: string;
  form: MachineForm;
  password?: string | undefined;
}

/** What was pasted, until it is used or forgotten. Its secrets stay in memory and never reach the window. */
export interface Drafts extends Disposable {
  /** Reads a text; connects to nothing. `paste-unreadable` */
  parse(text: string): Result<MachineDraft>;
  /** The machine of a draft, with its secrets. `not-found`, `bad-request`, `not-supported` */
  machine(drafted: DraftedMachine): Promise<Result<ProviderMachine>>;
}

export function createDrafts({ clock, keyFileFault }: { clock: Clock; keyFileFault: KeyFileFault }): Drafts {
  const drafts = new Map<string, { paste: Paste; cancel: () => void }>();

  function forget(draftId: string): void {
    drafts.get(draftId)?.cancel();
    drafts.delete(draftId);
  }

  function keep(paste: Paste): string {
    const draftId = randomUUID();
    drafts.set(draftId, { paste, cancel: clock.after(DRAFT_LIFE_MS, () => void drafts.delete(draftId)) });
    const [oldest] = drafts.keys();
    if (drafts.size > MOST_DRAFTS && oldest !== undefined) forget(oldest);
    return draftId;
  }

  return {
    parse(text) {
      const read = readPaste(text);
      if (!read.ok) return read;
      const { machines, notes } = read.value;
      const faults = machines
        .map(({ form }) => (form.identityFile === undefined ? undefined : keyFileFault(form.identityFile)))
        .filter((fault) => fault !== undefined);
      if (machines.some(({ form }) => form.jumps.length > 0)) faults.push(JUMP_NOTE);
      return ok({
        draftId: keep(read.value),
        forms: machines.map(({ form, password, privateKey }) => ({
          ...form,
          hasPassword: password !== undefined,
          hasPrivateKey: privateKey !== undefined,
        })),
        notes: [...new Set([...notes, ...faults])],
      });
    },
    machine({ draftId, form, password }) {
      const draft = drafts.get(draftId);
      const machine: Result<ProviderMachine> =
        draft === undefined
          ? fail('not-found', 'This text was pasted a while ago and is forgotten.', 'Paste it once more.')
          : toProviderMachine(form, draft.paste.machines, password);
      return Promise.resolve(machine);
    },
    [Symbol.dispose]() {
      for (const draftId of drafts.keys()) forget(draftId);
    },
  };
}
