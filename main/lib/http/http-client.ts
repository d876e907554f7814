import type { z } from 'zod';
import type { Problem, Result } from '../../contract/problem.ts';
import type { HttpMethod } from './transport.ts';

/** How the last exchanges went; what an account's row says. */
export type Health =
  | { state: 'ready' }
  | { state: 'limited'; problem: Problem; retryAt: number }
  | { state: 'offline'; problem: Problem }
  | { state: 'failed'; problem: Problem };

export interface ApiRequest {
  method?: HttpMethod;
  /** Path below the base address with its leading slash, or a whole address. Parts from outside are to be encoded. */
  path: string;
  /** Entries with undefined are left out; several of one name are repeated. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  /** Lower-case names. */
  headers?: Record<string, string>;
  /**
   * `token` (the rule): the account's token goes along, and only to the account's own origin. `none`: for signed
   * addresses on other hosts; https only.
   */
  authorization?: 'token' | 'none';
  /** Most bytes of the reply; 16 MiB unless said otherwise. More is refused, or cut off by `bytes`. */
  maxBytes?: number;
  /** Asks again at a `limited` account although it is too early: the person asked. */
  isAskedFor?: boolean;
  signal?: AbortSignal;
}

export interface Reply<T> {
  value: T;
  status: number;
  /** Lower-case names. */
  header(name: string): string | undefined;
  /** Equal to the last reply of the same request; the service said so (304) or sent the same bytes. */
  isUnchanged: boolean;
}

export interface ByteReply {
  bytes: Uint8Array;
  status: number;
  header(name: string): string | undefined;
  /** There was more than `maxBytes`. */
  isCut: boolean;
}

/**
 * HTTP with the manners every service wants: time limits, at most a few exchanges at a time, back-off with jitter on 5xx and lost connections (GET
 * only), `Retry-After` and the rate limit headers (RFC 9110 section 10.2.3, draft-ietf-httpapi-ratelimit-headers),
 * conditional requests (RFC 9110 section 13), redirects without the token.
 *
 * Problems: `token-refused` (401), `no-right` (403), `not-found` (404), `rate-limited` (429), `offline`, `timed-out`,
 * `service-failed` (5xx, HTML, or a reply of another form), `bad-request` (other 4xx), `cancelled`. A sentence of the service itself is
 * quoted, cleaned of control characters and shortened.
 */
export interface HttpClient {
  /** A JSON reply, parsed. An empty body is `undefined` to the schema. */
  json<T>(schema: z.ZodType<T>, request: ApiRequest): Promise<Result<Reply<T>>>;
  /** A reply as it is. Statuses in `accept` are replies and not problems, such as 416. */
  bytes(request: ApiRequest & { accept?: readonly number[] }): Promise<Result<ByteReply>>;
  /** A reply of any length as it comes, for files. No time limit on the whole, one on silence. */
  stream(request: ApiRequest): Promise<Result<StreamReply>>;
}

export interface StreamReply {
  /** To be read to its end, or left with `break`. */
  body: AsyncIterable<Uint8Array>;
  status: number;
  header(name: string): string | undefined;
}

export interface ServiceManners {
  /** For sentences: "CircleCI". */
  name: string;
  /** Origin and, if it has one, path before every path. */
  baseUrl: string;
  /** Headers that carry the token. */
  authorize(token: string): Record<string, string>;
  /** The sentence in an error body of this service, if it has one. `body` is parsed JSON, or text. */
  errorText(body: unknown): string | undefined;
  /**
   * A better problem for a status and sentence this service is known for; undefined leaves the usual one.
   * @param sentence what `errorText` found, cleaned
   */
  explain?(status: number, sentence: string | undefined, path: string): Problem | undefined;
  /** The page where a refused token is replaced. */
  tokenPage: string;
}

/** Makes the client of one account; bound to transport, clock and log in the composition root. */
export type CreateHttpClient = (
  manners: ServiceManners,
  account: { token(): Promise<string | undefined>; caFile?: string | undefined; onHealth(health: Health): void },
) => HttpClient;
