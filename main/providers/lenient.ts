import { z } from 'zod';

/** A list of which the readable entries are kept: one that is odd does not cost the others. */
export function listOf<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(z.unknown()).transform((items) =>
    items.flatMap((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

/** Text, or undefined for everything else. */
export const textOrNothing = z.string().optional().catch(undefined);

/** A moment as ISO 8601 text, in milliseconds since the epoch; undefined for everything else, and for times before 1970. */
export const momentOrNothing = z
  .unknown()
  .optional()
  .transform((value) => {
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isFinite(at) && at >= 0 ? Math.round(at) : undefined;
  });

/** What stands in an address between two slashes; nothing that could leave its place. */
export const idSchema = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9_-]+$/);
