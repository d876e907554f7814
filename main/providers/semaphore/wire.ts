import { z } from 'zod';

/** Text that may be missing, null or of another type. */
export const textSchema = z.string().max(65_536).catch('');

/** A word of a list that may grow; upper case in some replies, lower case in others. */
export const wordSchema = z
  .string()
  .max(64)
  .transform((word) => word.toUpperCase())
  .catch('');

/**
 * A list of which the entries that fit are taken. A reply in which none fits is of another form, and refused: an empty
 * list would look like an answer.
 */
export function listOf<T>(entry: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(z.unknown()).transform((items, context) => {
    const taken: T[] = [];
    for (const item of items) {
      const parsed = entry.safeParse(item);
      if (parsed.success) taken.push(parsed.data);
    }
    if (taken.length === 0 && items.length > 0) {
      context.addIssue({ code: 'custom', message: `none of ${items.length} entries has the expected form` });
      return z.NEVER;
    }
    return taken;
  });
}
