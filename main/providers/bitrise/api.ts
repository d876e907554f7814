import type { z } from 'zod';
import type { Result } from '../../contract/problem.ts';
import type { ByteReply, HttpClient, Reply, StreamReply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import type { BuildRef } from './build-store.ts';
import {
  appListSchema,
  artifactListSchema,
  buildListSchema,
  logSchema,
  meSchema,
  oneArtifactSchema,
  oneBuildSchema,
  stepLogSchema,
  summarySchema,
  triggeredSchema,
  type WireApp,
  type WireArtifact,
  type WireBuild,
  type WireLog,
  type WireSummaryStep,
} from './wire.ts';

/** The largest page of the API. */
const LIMIT = 50;
const MAX_PAGES = 10;
const MAX_LOG_BYTES = 32 * 1024 * 1024;

type BuildPage = z.infer<typeof buildListSchema>;

/** The calls that are made, in our words. */
export interface BitriseApi {
  me(isAskedFor: boolean): Promise<Result<z.infer<typeof meSchema>['data']>>;
  apps(isAskedFor: boolean): Promise<Result<WireApp[]>>;
  /** Builds of all apps, or of one; newest first. `after`: Unix time in seconds, of one app only. */
  builds(query: {
    appSlug?: string | undefined;
    next?: string | undefined;
    after?: number | undefined;
    isAskedFor?: boolean;
  }): Promise<Result<Reply<BuildPage>>>;
  build(ref: BuildRef): Promise<Result<Reply<WireBuild>>>;
  log(ref: BuildRef, after: string | undefined): Promise<Result<WireLog>>;
  /** Steps with their states. In no published document, so it may go away any day. */
  summary(ref: BuildRef): Promise<Result<WireSummaryStep[]>>;
  /** Where the log of one step lies; as little published as `summary`. */
  stepLog(ref: BuildRef, uuid: string): Promise<Result<string | undefined>>;
  /** A signed address on another host; no token goes there. */
  raw(address: string): Promise<Result<ByteReply>>;
  trigger(appSlug: string, buildParams: Record<string, unknown>): Promise<Result<z.infer<typeof triggeredSchema>>>;
  abort(ref: BuildRef, reason: string): Promise<Result<undefined>>;
  artifacts(ref: BuildRef): Promise<Result<WireArtifact[]>>;
  artifactAddress(ref: BuildRef, artifactSlug: string): Promise<Result<z.infer<typeof oneArtifactSchema>['data']>>;
  download(address: string): Promise<Result<StreamReply>>;
}

function value<T>(result: Result<Reply<T>>): Result<T> {
  return result.ok ? ok(result.value.value) : result;
}

/** Signed addresses are keys to what they lead to, so none may stand in a problem's details. */
function withoutAddress<T>(result: Result<T>): Result<T> {
  if (result.ok) return result;
  const { detail: _detail, ...problem } = result.problem;
  return { ok: false, problem };
}

export function createBitriseApi(client: HttpClient): BitriseApi {
  const pathOf = ({ appSlug, buildSlug }: BuildRef): string => `/apps/${appSlug}/builds/${buildSlug}`;

  async function all<T>(
    schema: z.ZodType<{ data: T[]; paging: { next: string | undefined } }>,
    path: string,
    query: Record<string, string>,
    isAskedFor = false,
  ): Promise<Result<T[]>> {
    const found: T[] = [];
    let next: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const reply = await client.json(schema, { path, query: { ...query, limit: LIMIT, next }, isAskedFor });
      if (!reply.ok) return reply;
      found.push(...reply.value.value.data);
      next = reply.value.value.paging.next;
      if (next === undefined) break;
    }
    return ok(found);
  }

  return {
    async me(isAskedFor) {
      const reply = await client.json(meSchema, { path: '/me', isAskedFor });
      return reply.ok ? ok(reply.value.value.data) : reply;
    },
    apps: (isAskedFor) => all(appListSchema, '/apps', { sort_by: 'last_build_at' }, isAskedFor),
    builds: ({ appSlug, next, after, isAskedFor = false }) =>
      client.json(buildListSchema, {
        path: appSlug === undefined ? '/builds' : `/apps/${appSlug}/builds`,
        query: { limit: LIMIT, next, after, ...(appSlug === undefined ? {} : { sort_by: 'created_at' }) },
        isAskedFor,
      }),
    async build(ref) {
      const reply = await client.json(oneBuildSchema, { path: pathOf(ref) });
      return reply.ok ? ok({ ...reply.value, value: reply.value.value.data }) : reply;
    },
    log: async (ref, after) =>
      value(await client.json(logSchema, { path: `${pathOf(ref)}/log`, query: { after_timestamp: after } })),
    async summary(ref) {
      const reply = await client.json(summarySchema, { path: `${pathOf(ref)}/log/summary` });
      return reply.ok ? ok(reply.value.value.execution.workflows.flatMap(({ steps }) => steps)) : reply;
    },
    async stepLog(ref, uuid) {
      const reply = await client.json(stepLogSchema, { path: `${pathOf(ref)}/log/steps/${uuid}` });
      return reply.ok ? ok(reply.value.value.expiring_raw_log_url) : reply;
    },
    raw: async (address) =>
      withoutAddress(
        await client.bytes({
          path: address,
          authorization: 'none',
          headers: { accept: '*/*' },
          maxBytes: MAX_LOG_BYTES,
        }),
      ),
    trigger: async (appSlug, buildParams) =>
      value(
        await client.json(triggeredSchema, {
          method: 'POST',
          path: `/apps/${appSlug}/builds`,
          body: { hook_info: { type: 'bitrise' }, build_params: buildParams },
        }),
      ),
    async abort(ref, reason) {
      const reply = await client.bytes({
        method: 'POST',
        path: `${pathOf(ref)}/abort`,
        body: {
          abort_reason: reason,
          abort_with_success: false,
          skip_git_status_report: false,
          skip_notifications: false,
        },
        maxBytes: 64 * 1024,
      });
      return reply.ok ? ok() : reply;
    },
    artifacts: (ref) => all(artifactListSchema, `${pathOf(ref)}/artifacts`, {}),
    async artifactAddress(ref, artifactSlug) {
      const reply = await client.json(oneArtifactSchema, { path: `${pathOf(ref)}/artifacts/${artifactSlug}` });
      return reply.ok ? ok(reply.value.value.data) : reply;
    },
    download: async (address) =>
      withoutAddress(await client.stream({ path: address, authorization: 'none', headers: { accept: '*/*' } })),
  };
}
