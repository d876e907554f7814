import { z } from 'zod';
import { secretPlaces } from './account.ts';

/** A key of the person's own that can sign in to machines. Its private part never comes near the window. */
export const keySchema = z.object({
  id: z.string(),
  /** For people: file name, the agent's comment, or the name given to it. */
  label: z.string(),
  /** Where it comes from. */
  kind: z.enum(['agent', 'file', 'imported', 'generated']),
  /** For people: "ed25519", "RSA 3072", "ECDSA P-256". */
  algorithm: z.string(),
  /** As OpenSSH prints it; unknown for an encrypted key whose public part is not there. */
  sha256: z.string().optional(),
  /** One line as authorized_keys takes it. */
  publicKey: z.string().optional(),
  /** Of keys that lie in a file. */
  path: z.string().optional(),
  /** `needed`: it cannot be used before the person has given it. */
  passphrase: z.enum(['none', 'needed', 'kept', 'this-run']),
  /** Where the private part of an imported or generated key is kept. */
  secretPlace: z.enum(secretPlaces).optional(),
  /** Offered to machines. */
  isUsed: z.boolean(),
  /** Position in which it is offered, from 0, the likely one first. */
  position: z.number().int().min(0),
  /** Why it cannot be used, for people. */
  fault: z.string().optional(),
});

export type Key = z.infer<typeof keySchema>;
