import type { Problem, Result } from '../../contract/problem.ts';
import { backoffMs } from '../backoff.ts';
import type { Clock } from '../clock.ts';
import { describe, fail, problem } from '../result.ts';
import { exchange, explainThrown, refusedRedirect, type Exchange } from './exchange.ts';
import { explainStatus, limitedProblem, unreadable, webPage } from './explain.ts';
import type { ApiRequest, ByteReply, CreateHttpClient, Health, HttpClient, Reply } from './http-client.ts';
import { addressOf, prepare, type Prepared } from './prepare.ts';
import { exhaustedMs, retryAfterMs } from './rate-limit.ts';
import { readUpTo } from './read-body.ts';
import { createReplyCache, isEqual } from './reply-cache.ts';
import { createSlots } from './slots.ts';
import type { Transport, TransportResponse } from './transport.ts';

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
/** Of an error's body; the rest is not worth reading. */
const MAX_ERROR_BYTES = 64 * 1024;
/** At most so many requests of one account under way. */
const MAX_AT_ONCE = 6;
/** Attempts after the first, for reads that failed on the way or at the service. */
const MAX_RETRIES = 2;
const RETRY = { firstMs: 500, longestMs: 5_000 };
/** When a service asks to wait without saying how long; doubles while it goes on. */
const LIMIT = { firstMs: 60_000, longestMs: 15 * 60_000 };

interface Options {
  /** The transport for an account, which may have a CA file of its own. */
  transportFor(caFile: string | undefined): Transport;
  clock: Clock;
  /** Between 0 and 1. */
  random(): number;
  log(line: string): void;
  /** Product and version, as RFC 9110 section 10.1.5 has it. */
  userAgent: string;
}

/** What is wrong with a text that is no JSON, without the piece of it that the engine quotes: it may be a secret. */
function jsonFault(error: unknown): string {
  return describe(error).replace(/(?: '.')?, (?:\.\.\.)?"[\s\S]*$/u, '');
}

type Settled = { response: TransportResponse; url: URL } | { problem: Problem };

/** Makes clients that behave as every service wants it; see {@link HttpClient}. */
export function createHttpClients({ transportFor, clock, random, log, userAgent }: Options): CreateHttpClient {
  return (manners, account) => {
    const host = new URL(manners.baseUrl).host;
    const cache = createReplyCache();
    const slots = createSlots(MAX_AT_ONCE);
    let limitedUntil = 0;
    let limitedAt = 0;
    let limitsInARow = 0;

    function report(request: ApiRequest, reason: Problem | undefined): void {
      if (request.authorization === 'none') return;
      const toHealth = (): Health => {
        switch (reason?.code) {
          case 'token-refused':
          case 'keychain-unavailable':
            return { state: 'failed', problem: reason };
          case 'rate-limited':
            return { state: 'limited', problem: reason, retryAt: limitedUntil };
          case 'offline':
          case 'timed-out':
          case 'service-failed':
            return { state: 'offline', problem: reason };
          default:
            return { state: 'ready' };
        }
      };
      if (reason?.code !== 'cancelled') account.onHealth(toHealth());
    }

    function noteLimits(response: TransportResponse, sentAt: number): void {
      const now = clock.now();
      const header = response.header.bind(response);
      if (response.status === 429) {
        const waitMs =
          retryAfterMs(header, now) ?? exhaustedMs(header, now) ?? backoffMs(limitsInARow, LIMIT, random());
        limitsInARow += 1;
        limitedUntil = now + Math.max(waitMs, 1_000);
        limitedAt = now;
        return;
      }
      const waitMs = response.status < 400 ? exhaustedMs(header, now) : undefined;
      if (waitMs !== undefined) {
        limitedUntil = now + waitMs;
        limitedAt = now;
        return;
      }
      // What was on its way when the limit came says nothing about it.
      if (sentAt <= limitedAt) return;
      limitsInARow = 0;
      limitedUntil = 0;
    }

    const pause = (delayMs: number): Promise<void> => new Promise((resolve) => void clock.after(delayMs, resolve));

    async function attempt(request: ApiRequest, prepared: Prepared): Promise<Settled> {
      const transport = transportFor(account.caFile);
      for (let tries = 0; ; tries += 1) {
        const sentAt = clock.now();
        const result: Exchange = await slots.use(() =>
          exchange({ transport, clock, manners, signal: request.signal }, prepared),
        );
        const isLost = 'problem' in result ? result.isLost : [500, 502, 503, 504].includes(result.response.status);
        const mayRetry = prepared.method === 'GET' && tries < MAX_RETRIES && request.signal?.aborted !== true;
        if (!('problem' in result) && request.authorization !== 'none') noteLimits(result.response, sentAt);
        if (!isLost || !mayRetry) return result;
        let delayMs = backoffMs(tries, RETRY, random());
        if ('response' in result) {
          const asked = retryAfterMs(result.response.header.bind(result.response), clock.now());
          if (asked !== undefined && asked > RETRY.longestMs) return result;
          delayMs = Math.max(delayMs, asked ?? 0);
          await readUpTo(clock, result.response.body, MAX_ERROR_BYTES).catch(() => {});
        }
        await pause(delayMs);
      }
    }

    /** A reply with a good status, or the problem in words. */
    async function send(
      request: ApiRequest,
      conditions: Record<string, string>,
      accept: readonly number[],
    ): Promise<Result<{ response: TransportResponse; url: URL }>> {
      // Set back since: nobody knows any more how much of the time has passed, so that the service is asked.
      if (clock.now() < limitedAt) limitedUntil = limitedAt = 0;
      if (clock.now() < limitedUntil && request.authorization !== 'none' && request.isAskedFor !== true) {
        return { ok: false, problem: limitedProblem(manners.name, limitedUntil) };
      }
      const url = addressOf(manners.baseUrl, request);
      const isOwn = url?.origin === new URL(manners.baseUrl).origin;
      if (url === undefined || (!isOwn && request.authorization !== 'none')) {
        return { ok: false, problem: refusedRedirect(manners.name, 'an address elsewhere') };
      }
      const token = request.authorization === 'none' ? undefined : await account.token();
      if (token === undefined && request.authorization !== 'none') {
        return fail(
          'keychain-unavailable',
          `The token of ${manners.name} is not in the keychain.`,
          'Unlock the keychain, or put a new token in its place.',
        );
      }
      const prepared = prepare(manners, request, url, { token, userAgent });
      const settled = await attempt(request, { ...prepared, headers: { ...prepared.headers, ...conditions } });
      if ('problem' in settled) return { ok: false, problem: settled.problem };
      const { response } = settled;
      const isGood = (response.status >= 200 && response.status < 300) || accept.includes(response.status);
      if (isGood) return { ok: true, value: settled };
      return { ok: false, problem: await explainReply(request, settled) };
    }

    async function explainReply(
      request: ApiRequest,
      settled: { response: TransportResponse; url: URL },
    ): Promise<Problem> {
      const { response, url } = settled;
      const isOwn = url.origin === new URL(manners.baseUrl).origin;
      // Of an address elsewhere only the host: the path of a signed one is a secret.
      const path = isOwn && request.path.startsWith('/') ? request.path : url.host;
      // Read in any case: what nobody reads keeps its connection open.
      const read = await readUpTo(clock, response.body, MAX_ERROR_BYTES).catch(() => undefined);
      if (response.status === 429) {
        return { ...limitedProblem(manners.name, limitedUntil), detail: `HTTP 429 · ${path}` };
      }
      if (response.status === 401 && !isOwn) {
        // Where files are kept nobody has seen the token, so that nothing is said about it.
        const hint = 'Try again: such addresses hold for a short time only.';
        return problem('no-right', `${url.host} does not give out what ${manners.name} keeps there.`, hint, 'HTTP 401');
      }
      const text = new TextDecoder().decode(read?.bytes);
      const isHtml = /^\s*</.test(text);
      let body: unknown = isHtml ? '' : text;
      try {
        body = JSON.parse(text);
      } catch {
        // Not every error is JSON; `errorText` takes text as well.
      }
      return explainStatus(manners, {
        status: response.status,
        body,
        path,
        requestId: response.header('x-request-id'),
      });
    }

    async function guarded<T>(request: ApiRequest, act: () => Promise<Result<T>>): Promise<Result<T>> {
      const result = await act().catch((error: unknown): Result<T> => {
        return { ok: false, problem: explainThrown(manners, host, error, request.signal) };
      });
      report(request, result.ok ? undefined : result.problem);
      if (!result.ok && result.problem.code !== 'cancelled') {
        // Of an address elsewhere only the host: the path of a signed one is a secret.
        const url = request.path.startsWith('/') ? undefined : addressOf(manners.baseUrl, request);
        const where = url?.host ?? (request.path.startsWith('/') ? request.path.split('?')[0] : 'elsewhere');
        log(`${manners.name}: ${request.method ?? 'GET'} ${where}: ${result.problem.code}`);
      }
      return result;
    }

    const client: HttpClient = {
      json: (schema, request) =>
        guarded(request, async () => {
          const isRead = (request.method ?? 'GET') === 'GET' && request.authorization !== 'none';
          const url = addressOf(manners.baseUrl, request);
          const key = isRead && url !== undefined ? url.href : undefined;
          const known = key === undefined ? undefined : cache.get(key);
          const conditions = {
            ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
            ...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
          };
          const sent = await send(request, conditions, known === undefined ? [] : [304]);
          if (!sent.ok) return sent;
          const { response } = sent.value;
          const where = `${request.method ?? 'GET'} ${sent.value.url.pathname}, HTTP ${response.status}`;
          if (sent.value.url.origin !== new URL(manners.baseUrl).origin && request.authorization !== 'none') {
            for await (const _chunk of response.body) break;
            return { ok: false, problem: refusedRedirect(manners.name, `a redirect to ${sent.value.url.host}`) };
          }
          const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
          const { bytes, isCut } = await readUpTo(clock, response.body, maxBytes);
          if (isCut) {
            return { ok: false, problem: unreadable(manners.name, `it is longer than ${maxBytes} bytes`, where) };
          }
          const isSame = known !== undefined && (response.status === 304 || isEqual(known.bytes, bytes));
          const content = response.status === 304 && known !== undefined ? known.bytes : bytes;
          const text = new TextDecoder().decode(content);
          if (/^\s*</.test(text)) return { ok: false, problem: webPage(manners.name, host, where) };
          let body: unknown;
          try {
            body = text.trim() === '' ? undefined : JSON.parse(text);
          } catch (error) {
            return {
              ok: false,
              problem: unreadable(manners.name, 'it is not JSON', `${where}: ${jsonFault(error)}`),
            };
          }
          const parsed = schema.safeParse(body);
          if (!parsed.success) {
            // Where and what was expected; never what was there instead, which may be a secret.
            const issues = parsed.error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.')}: ${code}`);
            return {
              ok: false,
              problem: unreadable(manners.name, 'it has another form', `${where}: ${issues.join('; ')}`),
            };
          }
          if (key !== undefined && response.status !== 304) {
            cache.keep(key, { etag: response.header('etag'), lastModified: response.header('last-modified'), bytes });
          }
          const reply: Reply<typeof parsed.data> = {
            value: parsed.data,
            status: response.status,
            header: response.header.bind(response),
            isUnchanged: isSame,
          };
          return { ok: true, value: reply };
        }),
      bytes: (request) =>
        guarded(request, async (): Promise<Result<ByteReply>> => {
          const sent = await send(request, {}, request.accept ?? []);
          if (!sent.ok) return sent;
          const { response } = sent.value;
          const read = await readUpTo(clock, response.body, request.maxBytes ?? DEFAULT_MAX_BYTES);
          return { ok: true, value: { ...read, status: response.status, header: response.header.bind(response) } };
        }),
      stream: (request) =>
        guarded(request, async () => {
          const sent = await send(request, {}, []);
          if (!sent.ok) return sent;
          const { response } = sent.value;
          return {
            ok: true,
            value: { body: response.body, status: response.status, header: response.header.bind(response) },
          };
        }),
    };
    return client;
  };
}
