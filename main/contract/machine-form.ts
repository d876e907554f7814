import { z } from 'zod';
import { hostSchema, portSchema, screenUserSchema, userSchema } from './session.ts';

/** One machine on the way to another (`ssh -J`). */
export const jumpSchema = z.object({ host: hostSchema, port: portSchema, user: userSchema.optional() });

/** What a pasted text says about one machine, as a form the person reads before anything connects. No secret in it. */
export const machineFormSchema = z.object({
  kind: z.enum(['ssh', 'vnc', 'rdp']),
  host: hostSchema,
  port: portSchema,
  /** Of SSH, as in its endpoints; of screens with a Windows domain at will. */
  user: z.union([userSchema, screenUserSchema]).optional(),
  /** What to run in place of the login shell. */
  command: z.string().max(4096).optional(),
  jumps: z.array(jumpSchema),
  /** A key file the command names; used when it is there. */
  identityFile: z.string().max(4096).optional(),
});

/** What was read from a pasted text. A password or key in it stays with main, under `draftId`. */
export const machineDraftSchema = z.object({
  draftId: z.string(),
  /** Several when the text names several machines, or one machine in several ways. */
  forms: z.array(machineFormSchema.extend({ hasPassword: z.boolean(), hasPrivateKey: z.boolean() })).min(1),
  /** What was left out or changed and why, for people: "-o StrictHostKeyChecking=no is not used: …". */
  notes: z.array(z.string()),
});

export type Jump = z.infer<typeof jumpSchema>;
export type MachineForm = z.infer<typeof machineFormSchema>;
export type MachineDraft = z.infer<typeof machineDraftSchema>;
