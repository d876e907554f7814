import { z } from 'zod';
import { listOf } from './wire.ts';

/** `GET /artifacts`: the direct children of one folder. */
export const artifactsSchema = z
  .object({
    artifacts: listOf(
      z.object({
        path: z.string().min(1).max(4096),
        is_directory: z.boolean().catch(false),
        size: z.coerce.number().int().nonnegative().optional().catch(undefined),
      }),
    ).nullish(),
  })
  .transform(({ artifacts }) =>
    (artifacts ?? []).map(({ path, is_directory, size }) => ({ path, isFolder: is_directory, sizeBytes: size })),
  );

/** `GET /artifacts/signed_url`. */
export const signedAddressSchema = z
  .object({ items: z.array(z.object({ url: z.string().max(16_384) })).min(1) })
  .transform(({ items }) => items[0]?.url ?? '');
