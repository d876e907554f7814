import { z } from 'zod';

/** Texts that may be missing or of another kind without the rest being worth less. Longer ones are cut. */
export const text = z
  .string()
  .transform((value) => value.slice(0, 100_000))
  .optional()
  .catch(undefined);
export const whole = z.number().int().optional().catch(undefined);
export const flag = z.boolean().optional().catch(undefined);
/** A moment as CircleCI writes it, in milliseconds since the epoch. */
export const moment = z
  .string()
  .transform((value) => {
    const at = Date.parse(value);
    return Number.isFinite(at) && at >= 0 ? at : undefined;
  })
  .optional()
  .catch(undefined);
/** Names that go into addresses. */
export const uuid = z.string().regex(/^[0-9a-fA-F][0-9a-fA-F-]{7,63}$/);
export const optionalUuid = uuid.optional().catch(undefined);

/** A list whose bad entries are left out, so that one of them does not take the others with it. */
export function entries<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(z.unknown()).transform((items) =>
    items.flatMap((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}
