import { z } from 'zod';
import { idSchema, listOf, momentOrNothing, textOrNothing } from '../lenient.ts';

/** Replies of the API v3; names as in its OpenAPI document. Only what is used; unknown words of an enumeration are text. */

const nothingToUndefined = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
const text = z.string().nullish().catch(undefined).transform(nothingToUndefined);
const count = z.number().int().nonnegative().optional().catch(undefined);

export const artifactSchema = z.object({
  name: z.string(),
  size_in_bytes: count,
  short_lived_download_url: z.string(),
});

/** One build, of the list or by itself; the latter has the fields at the end too. */
export const buildSchema = z.object({
  id: idSchema,
  app_id: idSchema,
  index: z.number().int().catch(0),
  status: z.string().catch(''),
  workflow: z.object({ id: text, name: text }).catch({ id: undefined, name: undefined }),
  branch: text,
  tag: text,
  commit: z
    .object({ hash: text, message: text, author_name: text })
    .nullish()
    .catch(undefined)
    .transform(nothingToUndefined),
  created_at: momentOrNothing,
  started_at: momentOrNothing,
  finished_at: momentOrNothing,
  artifacts: listOf(artifactSchema).catch([]),
  instance_type: text,
  config: z.object({ flutter_version: text, xcode_version: text }).nullish().catch(undefined),
  remote_access_enabled: z.boolean().optional().catch(undefined),
});

export const buildListSchema = z.object({
  data: listOf(buildSchema),
  cursor: z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'string' && value !== '' ? value.slice(0, 400) : undefined)),
});
export const oneBuildSchema = z.object({ data: buildSchema });

const actionSchema = z.object({
  id: z.string().min(1).max(200),
  name: z.string().catch(''),
  script: text,
  status: text,
  started_at: momentOrNothing,
  finished_at: momentOrNothing,
});

function pageOf<T>(entry: z.ZodType<T>): z.ZodType<{ data: T[]; total_pages: number }> {
  return z.object({ data: listOf(entry), total_pages: z.number().int().min(0).catch(1) });
}
export const actionPageSchema = pageOf(actionSchema);
export const teamPageSchema = pageOf(z.object({ id: idSchema, name: z.string().catch('') }));
export const appPageSchema = pageOf(
  z.object({ id: idSchema, name: z.string().catch(''), archived: z.boolean().nullish().catch(undefined) }),
);
export const userSchema = z.object({ data: z.object({ id: z.string() }) });

/** 200 of `remote-access`. Both parts are taken as optional: a Windows machine has no SSH. */
export const remoteAccessSchema = z.object({
  data: z.object({
    ssh: z.object({ script_url: textOrNothing }).nullish().catch(undefined),
    vnc: z
      .object({ host: z.string(), port: z.number(), username: textOrNothing, password: textOrNothing })
      .nullish()
      .catch(undefined),
  }),
});

export type WireBuild = z.infer<typeof buildSchema>;
export type WireAction = z.infer<typeof actionSchema>;
export type WireRemoteAccess = z.infer<typeof remoteAccessSchema>['data'];
