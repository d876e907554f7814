import type { Artifact } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import type { HttpClient } from '../../lib/http/http-client.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Api } from './api.ts';
import { CLOUD_ORIGIN } from './origin.ts';
import type { JobPlace } from './slug.ts';

/** Hosts that keep the artifacts of the cloud. They ask for the token of the account, as circleci.com does. */
const CLOUD_ARTIFACTS = /^https:\/\/[a-z0-9.-]+\.circle-artifacts\.com$/;

interface Options {
  api: Api;
  http: HttpClient;
  origin: string;
  /** A client of the same account for another origin of CircleCI. */
  clientFor(origin: string): HttpClient;
}

interface Stored {
  artifact: Artifact;
  url: string;
}

/** The files that jobs left behind: https://circleci.com/docs/artifacts/ */
export function createArtifacts({ api, http, origin, clientFor }: Options) {
  const clients = new Map<string, HttpClient>([[origin, http]]);

  async function load(place: JobPlace): Promise<Result<Stored[]>> {
    const result = await api.artifacts(place);
    if (!result.ok) return result;
    return ok(
      result.value.map(({ path, node_index: machine, url }) => ({
        artifact: { id: `${machine ?? 0}/${path}`, name: plainText(path, 1000), machine },
        url,
      })),
    );
  }

  /** The client that may carry the token there; undefined: the address gets none. */
  function clientOf(url: URL): HttpClient | undefined {
    const known = clients.get(url.origin);
    if (known !== undefined) return known;
    if (origin !== CLOUD_ORIGIN || !CLOUD_ARTIFACTS.test(url.origin)) return undefined;
    const client = clientFor(url.origin);
    clients.set(url.origin, client);
    return client;
  }

  return {
    async list(place: JobPlace): Promise<Result<Artifact[]>> {
      const stored = await load(place);
      return stored.ok ? ok(stored.value.map(({ artifact }) => artifact)) : stored;
    },
    async read(
      place: JobPlace,
      artifactId: string,
    ): Promise<Result<{ body: AsyncIterable<Uint8Array>; sizeBytes?: number | undefined }>> {
      const stored = await load(place);
      if (!stored.ok) return stored;
      const found = stored.value.find(({ artifact }) => artifact.id === artifactId);
      if (found === undefined || !URL.canParse(found.url))
        return fail(
          'not-found',
          'CircleCI does not have this file any more.',
          'Artifacts are kept for a limited time.',
        );
      const url = new URL(found.url);
      const own = clientOf(url);
      const reply = await (own ?? http).stream({
        path: own === undefined ? url.href : `${url.pathname}${url.search}`,
        authorization: own === undefined ? 'none' : 'token',
        headers: { accept: '*/*' },
      });
      if (!reply.ok) return reply;
      const length = Number(reply.value.header('content-length'));
      const isPlain = reply.value.header('content-encoding') === undefined;
      return ok({
        body: reply.value.body,
        sizeBytes: isPlain && Number.isSafeInteger(length) && length > 0 ? length : undefined,
      });
    },
  };
}
