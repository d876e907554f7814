import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegisteredClient } from '../../../main/accounts/authorization-server.ts';
import { createBrowserSignIn, SIGN_IN_LIMIT_MS } from '../../../main/accounts/browser-sign-in.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { SimulatorServer } from '../../simulators/lib/server.ts';
import { addOAuthRoutes, type OAuthState } from '../../simulators/oauth/oauth-routes.ts';

let clock: SteppedClock;
let server: SimulatorServer;
let oauth: OAuthState;
let goodTokens: Set<string>;
let book: Map<string, RegisteredClient>;
/** Addresses the browser was sent to, oldest first. */
let opened: string[];
let onOpen: (url: string) => void;
let log: string[];

beforeEach(async () => {
  clock = new SteppedClock();
  server = await SimulatorServer.start({ clock });
  goodTokens = new Set();
  oauth = addOAuthRoutes(server, {
    newToken() {
      const token = `ccipat_${goodTokens.size}`;
      goodTokens.add(token);
      return token;
    },
    revoke: (token) => goodTokens.delete(token),
  });
  book = new Map();
  opened = [];
  onOpen = () => {};
  log = [];
});
afterEach(() => server[Symbol.asyncDispose]());

function newSignIn() {
  return createBrowserSignIn({
    clients: {
      get: (origin) => book.get(origin),
      put: (origin, client) => Promise.resolve(client === undefined ? book.delete(origin) : book.set(origin, client)),
    },
    clock,
    openBrowser(url) {
      opened.push(url);
      onOpen(url);
      return Promise.resolve();
    },
    log: (line) => log.push(line),
  });
}

const at = () => ({ name: 'CircleCI', origin: server.origin, transport: createNodeTransport() });

/** Starts a sign-in and waits for its page to be opened. */
async function begin(signIn = newSignIn()) {
  const page = new Promise<string>((resolve) => {
    onOpen = resolve;
  });
  const result = signIn.run(at());
  return { signIn, result, page: await page };
}

/** The person decides on the page; where the service sends the browser then. */
async function decide(page: string): Promise<string> {
  const reply = await fetch(page, { redirect: 'manual' });
  expect(reply.status).toBe(302);
  return reply.headers.get('location') ?? '';
}

async function visit(url: string): Promise<{ status: number; text: string; headers: Headers }> {
  const reply = await fetch(url);
  return { status: reply.status, text: await reply.text(), headers: reply.headers };
}

const calls = (path: string) => server.exchanges.filter((exchange) => exchange.path === path);

describe('signing in through the browser', () => {
  it('gives the token once the person has agreed', async () => {
    const { result, page } = await begin();
    const shown = await visit(await decide(page));
    expect(await result).toEqual({ ok: true, value: [...goodTokens][0] });
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('You are signed in');
    expect(shown.text).not.toContain('ccipat');
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('asks for what the documentation wants, and keeps the verifier to itself', async () => {
    const { result, page } = await begin();
    const url = new URL(page);
    expect(url.pathname).toBe('/oauth/authorize');
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('state')?.length).toBeGreaterThan(20);
    expect(new URL(url.searchParams.get('redirect_uri') ?? '').hostname).toBe('127.0.0.1');
    await visit(await decide(page));
    await result;
    const verifier = new URLSearchParams(String(calls('/oauth/token')[0]?.body)).get('code_verifier') ?? '';
    expect(verifier.length).toBeGreaterThanOrEqual(43);
    expect(page).not.toContain(verifier);
  });

  it('listens only as long as it lasts', async () => {
    const { result, page } = await begin();
    const answer = await decide(page);
    await visit(answer);
    await result;
    await expect(fetch(answer)).rejects.toThrow('fetch failed');
  });

  it('registers once, and ends the token of the sign-in before', async () => {
    const first = await begin();
    await visit(await decide(first.page));
    await first.result;
    const second = await begin();
    await visit(await decide(second.page));
    const result = await second.result;
    expect(calls('/oauth/register')).toHaveLength(1);
    expect(new URL(second.page).searchParams.get('redirect_uri')).toBe(
      new URL(first.page).searchParams.get('redirect_uri'),
    );
    expect(goodTokens).toEqual(new Set([result.ok ? result.value : '']));
  });

  it('registers anew when the port of its client is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    book.set(server.origin, { clientId: 'old', port });
    const { result, page } = await begin();
    await visit(await decide(page));
    expect(await result).toMatchObject({ ok: true });
    expect(book.get(server.origin)?.port).not.toBe(port);
    await new Promise((resolve) => taken.close(resolve));
  });

  it('registers anew after a sign-in that came to nothing, for the service may have forgotten the client', async () => {
    const first = await begin();
    await visit(await decide(first.page));
    await first.result;
    oauth.clients.clear();
    const second = await begin();
    const refusal = await fetch(second.page, { redirect: 'manual' });
    expect(refusal.status).toBe(400);
    second.signIn.cancel();
    expect(await second.result).toMatchObject({ problem: { code: 'cancelled' } });
    const third = await begin();
    await visit(await decide(third.page));
    expect(await third.result).toMatchObject({ ok: true });
  });
});

describe('answers that do not count', () => {
  it('refuses another state, and waits on', async () => {
    const { result, page } = await begin();
    const answer = await decide(page);
    const forged = new URL(answer);
    forged.searchParams.set('state', 'another');
    const shown = await visit(forged.href);
    expect(shown.status).toBe(400);
    expect(shown.text).toContain('not the answer Jumpseat waits for');
    expect(calls('/oauth/token')).toHaveLength(0);
    expect(log.join()).toContain('another state');
    await visit(answer);
    expect(await result).toMatchObject({ ok: true });
  });

  it('tells that the person said no', async () => {
    oauth.consent = 'deny';
    const { result, page } = await begin();
    const shown = await visit(await decide(page));
    expect(shown.text).toContain('Nothing was allowed');
    expect(shown.text).not.toContain('the user denied');
    expect(await result).toMatchObject({ problem: { code: 'cancelled', hint: 'Sign in again and choose Allow.' } });
  });

  it('tells that the code had expired', async () => {
    const { result, page } = await begin();
    const answer = await decide(page);
    await clock.advance(61_000);
    const shown = await visit(answer);
    expect(shown.status).toBe(502);
    expect(await result).toMatchObject({ problem: { code: 'service-failed' } });
    expect(goodTokens.size).toBe(0);
  });

  it('tells that the code was used by somebody else', async () => {
    const { result, page } = await begin();
    const answer = await decide(page);
    const code = new URL(answer).searchParams.get('code') ?? '';
    await fetch(`${server.origin}/oauth/token`, { method: 'POST', body: new URLSearchParams({ code }) });
    await visit(answer);
    expect(await result).toMatchObject({ problem: { code: 'service-failed' } });
  });

  it('takes an answer once, however often it is brought', async () => {
    const { result, page } = await begin();
    const answer = await decide(page);
    server.fail({ path: '/oauth/token', fault: { kind: 'delay', delayMs: 5_000 } });
    const first = visit(answer);
    await expect.poll(() => server.busy).toBe(1);
    const second = await visit(answer);
    expect(second.status).toBe(409);
    await clock.advance(5_000);
    expect((await first).status).toBe(200);
    expect(await result).toMatchObject({ ok: true });
    expect(calls('/oauth/token')).toHaveLength(1);
  });

  it('answers nobody but a browser that was sent to this computer', async () => {
    const { signIn, result, page } = await begin();
    const answer = await decide(page);
    const rebound = await new Promise<number | undefined>((resolve) => {
      request(answer, { headers: { host: 'evil.example' } }, (reply) => resolve(reply.statusCode)).end();
    });
    expect(rebound).toBe(404);
    expect((await fetch(answer, { method: 'POST' })).status).toBe(404);
    expect((await fetch(new URL('/other', answer))).status).toBe(404);
    expect(calls('/oauth/token')).toHaveLength(0);
    signIn.cancel();
    await result;
  });
});

describe('sign-ins that come to nothing', () => {
  it('gives up after five minutes, and closes the port', async () => {
    const { result, page } = await begin();
    const answer = await decide(page);
    await clock.advance(SIGN_IN_LIMIT_MS - 1);
    expect(clock.waiting).toBe(1);
    await clock.advance(1);
    expect(await result).toMatchObject({ problem: { code: 'timed-out' } });
    await expect(fetch(answer)).rejects.toThrow('fetch failed');
  });

  it('is cancelled by the person', async () => {
    const { signIn, result } = await begin();
    signIn.cancel();
    expect(await result).toMatchObject({ problem: { code: 'cancelled' } });
    expect(clock.waiting).toBe(0);
  });

  it('is cancelled while the service says nothing at all', async () => {
    server.fail({ path: '/oauth/register', fault: { kind: 'silence' } });
    const signIn = newSignIn();
    const result = signIn.run(at());
    await expect.poll(() => server.exchanges.length).toBe(1);
    signIn.cancel();
    expect(await result).toMatchObject({ problem: { code: 'cancelled' } });
  });

  it('is ended by the next one', async () => {
    const signIn = newSignIn();
    const first = await begin(signIn);
    const second = await begin(signIn);
    expect(await first.result).toMatchObject({ problem: { code: 'cancelled' } });
    await visit(await decide(second.page));
    expect(await second.result).toMatchObject({ ok: true });
  });

  it.each([
    ['a web page', { kind: 'reply', reply: { text: '<html>', headers: { 'content-type': 'text/html' } } }],
    ['a breakdown', { kind: 'reply', reply: { status: 503 } }],
    ['a redirect', { kind: 'redirect', to: 'https://evil.example/' }],
    ['50 MB', { kind: 'huge', sizeBytes: 50_000_000 }],
    ['a broken connection', { kind: 'cut' }],
  ] as const)('tells of %s in place of a registration', async (_what, fault) => {
    server.fail({ path: '/oauth/register', fault });
    const result = await newSignIn().run(at());
    expect(result).toMatchObject({ problem: { code: expect.stringMatching(/^(service-failed|offline)$/) as string } });
    expect(opened).toEqual([]);
  });
});
