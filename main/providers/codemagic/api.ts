import type { z } from 'zod';
import type { Result } from '../../contract/problem.ts';
import type { ByteReply, HttpClient, Reply, StreamReply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import type { WireAction, WireBuild } from './wire.ts';
import {
  actionPageSchema,
  appPageSchema,
  buildListSchema,
  oneBuildSchema,
  teamPageSchema,
  userSchema,
} from './wire.ts';
import type { LegacyBuild } from './wire-legacy.ts';
import { legacyBuildSchema, legacyUserSchema, startedSchema } from './wire-legacy.ts';

/** Largest page of the API v3. */
const PAGE_SIZE = 100;
/** Pages of teams, apps or actions that are read at most. */
const MAX_PAGES = 10;
/** A script with a key in it is a few thousand bytes long. */
const MAX_SCRIPT_BYTES = 64 * 1024;

export interface BuildQuery {
  appId?: string | undefined;
  cursor?: string | undefined;
  pageSize: number;
}

export interface NamedThing {
  id: string;
  name: string;
}

/** The calls that are made, in our words. */
export interface CodemagicApi {
  user(isAskedFor: boolean): Promise<Result<Reply<z.infer<typeof userSchema>>>>;
  /** Name, mail and personal team, which v3 does not have. */
  legacyUser(): Promise<Result<Reply<z.infer<typeof legacyUserSchema>>>>;
  teams(isAskedFor: boolean): Promise<Result<NamedThing[]>>;
  teamApps(teamId: string): Promise<Result<(NamedThing & { archived?: boolean | null | undefined })[]>>;
  userApps(): Promise<Result<(NamedThing & { archived?: boolean | null | undefined })[]>>;
  builds(teamId: string, query: BuildQuery): Promise<Result<Reply<z.infer<typeof buildListSchema>>>>;
  build(buildId: string): Promise<Result<Reply<WireBuild>>>;
  actions(buildId: string): Promise<Result<WireAction[]>>;
  /** The build as the legacy API has it: with addresses of logs. */
  legacyBuild(buildId: string): Promise<Result<LegacyBuild>>;
  /** 200, 202, 400 and 410 are answers. */
  remoteAccess(buildId: string): Promise<Result<ByteReply>>;
  /** The script with the key. Its address is a secret, and no token goes there. */
  script(address: string): Promise<Result<ByteReply>>;
  /** A log from a byte on, where the server can do that. */
  log(address: string, from: number): Promise<Result<ByteReply>>;
  cancel(buildId: string): Promise<Result<undefined>>;
  start(body: Record<string, unknown>): Promise<Result<{ buildId: string }>>;
  download(address: string): Promise<Result<StreamReply>>;
}

const MAX_LOG_BYTES = 16 * 1024 * 1024;

function value<T>(result: Result<Reply<T>>): Result<T> {
  return result.ok ? ok(result.value.value) : result;
}

/**
 * @param current client of the API v3
 * @param legacy client of the legacy API
 */
export function createCodemagicApi(
  current: HttpClient,
  legacy: HttpClient,
  origins: { current: string; legacy: string },
): CodemagicApi {
  async function all<T>(
    schema: z.ZodType<{ data: T[]; total_pages: number }>,
    path: string,
    isAskedFor = false,
  ): Promise<Result<T[]>> {
    const found: T[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const reply = await current.json(schema, { path, query: { page, page_size: PAGE_SIZE }, isAskedFor });
      if (!reply.ok) return reply;
      found.push(...reply.value.value.data);
      if (page >= reply.value.value.total_pages) break;
    }
    return ok(found);
  }
  /** The client whose token an address may see, if there is one. */
  const ownerOf = (address: string): HttpClient | undefined => {
    const origin = URL.canParse(address) ? new URL(address).origin : undefined;
    return origin === origins.legacy ? legacy : origin === origins.current ? current : undefined;
  };

  return {
    user: (isAskedFor) => current.json(userSchema, { path: '/api/v3/user', isAskedFor }),
    legacyUser: () => legacy.json(legacyUserSchema, { path: '/user' }),
    teams: (isAskedFor) => all(teamPageSchema, '/api/v3/user/teams', isAskedFor),
    teamApps: (teamId) => all(appPageSchema, `/api/v3/teams/${teamId}/apps`),
    userApps: () => all(appPageSchema, '/api/v3/user/apps'),
    builds: (teamId, { appId, cursor, pageSize }) =>
      current.json(buildListSchema, {
        path: `/api/v3/teams/${teamId}/builds`,
        query: { app_id: appId, cursor, page_size: pageSize },
      }),
    async build(buildId) {
      const reply = await current.json(oneBuildSchema, { path: `/api/v3/builds/${buildId}` });
      return reply.ok ? ok({ ...reply.value, value: reply.value.value.data }) : reply;
    },
    actions: (buildId) => all(actionPageSchema, `/api/v3/builds/${buildId}/actions`),
    legacyBuild: async (buildId) => value(await legacy.json(legacyBuildSchema, { path: `/builds/${buildId}` })),
    remoteAccess: (buildId) =>
      current.bytes({ path: `/api/v3/builds/${buildId}/remote-access`, accept: [410], maxBytes: 64 * 1024 }),
    async script(address) {
      const reply = await legacy.bytes({
        path: address,
        authorization: 'none',
        headers: { accept: '*/*' },
        maxBytes: MAX_SCRIPT_BYTES,
      });
      if (reply.ok) return reply;
      const { detail: _detail, ...rest } = reply.problem;
      return { ok: false, problem: rest };
    },
    log: (address, from) =>
      (ownerOf(address) ?? legacy).bytes({
        path: address,
        authorization: ownerOf(address) === undefined ? 'none' : 'token',
        headers: { accept: 'text/plain, */*', ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
        accept: [404, 416],
        maxBytes: MAX_LOG_BYTES,
      }),
    async cancel(buildId) {
      const reply = await legacy.bytes({ method: 'POST', path: `/builds/${buildId}/cancel`, maxBytes: 64 * 1024 });
      // 208: it had already finished, which is what was wanted.
      return reply.ok ? ok() : reply;
    },
    start: async (body) => value(await legacy.json(startedSchema, { method: 'POST', path: '/builds', body })),
    download: (address) => legacy.stream({ path: address, authorization: 'none', headers: { accept: '*/*' } }),
  };
}
