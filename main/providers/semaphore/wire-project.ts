import { z } from 'zod';
import { idSchema } from '../lenient.ts';
import { listOf } from './wire.ts';

/** A project, from `GET /projects`. */
export const projectsSchema = listOf(
  z
    .object({ metadata: z.object({ id: idSchema, name: z.string().max(65_536) }) })
    .transform(({ metadata }) => metadata),
);

export type WireProject = z.infer<typeof projectsSchema>[number];
