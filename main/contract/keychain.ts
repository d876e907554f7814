import { z } from 'zod';

/** Whether secrets can be kept beyond this run. `checking` until the keychain has answered for the first time. */
export const keychainSchema = z.object({
  state: z.enum(['checking', 'available', 'locked', 'missing']),
  /** What the system calls it: "GNOME Keyring", "Keychain", "Credential Manager". */
  name: z.string(),
  /** What is wrong, and what to do. */
  message: z.string().optional(),
  hint: z.string().optional(),
});

export type Keychain = z.infer<typeof keychainSchema>;
