import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, type SimulatorReply } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';

/** Tokens that come of a sign-in are good for 90 days. */
const TOKEN_SECONDS = 7_776_000;
/** "Single-use and short-lived". */
const CODE_MS = 60_000;

const registrationSchema = z.object({
  client_name: z.string().min(1),
  redirect_uris: z.array(z.string()).min(1),
  grant_types: z.tuple([z.literal('authorization_code')]),
  response_types: z.tuple([z.literal('code')]),
  token_endpoint_auth_method: z.literal('none').optional(),
});

interface Code {
  clientId: string;
  redirectUri: string;
  challenge: string;
  expiresAt: number;
}

/** What the one person does on the consent page. */
export type Consent = 'allow' | 'deny';

export interface OAuthOptions {
  /** Makes a token that the service takes. */
  newToken(lifeMs: number): string;
  revoke(token: string): void;
}

export interface OAuthState {
  consent: Consent;
  /** Redirect addresses by client id; take one away to let the service forget a client. */
  readonly clients: Map<string, string[]>;
  readonly codes: Map<string, Code>;
  /** The one good token of each client. */
  readonly tokens: Map<string, string>;
}

/** A loopback address with a port from 1025 on and without a query. */
function isRedirectAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || url.search !== '') return false;
  return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname) && Number(url.port) >= 1025;
}

/**
 * Sign-in through the browser: registration (RFC 7591), consent, PKCE (RFC 7636). Error bodies are the documented ones.
 * Source: https://circleci.com/docs/guides/toolkit/oauth-dynamic-client-registration/
 */
export function addOAuthRoutes(server: SimulatorServer, { newToken, revoke }: OAuthOptions): OAuthState {
  const state: OAuthState = { consent: 'allow', clients: new Map(), codes: new Map(), tokens: new Map() };
  const { clients, codes, tokens } = state;
  const refused = (message: string): SimulatorReply => json({ message }, 400);

  server.onOpen('POST', '/oauth/register', ({ body }) => {
    const client = registrationSchema.safeParse(body);
    if (!client.success) return refused('invalid client metadata');
    if (!client.data.redirect_uris.every(isRedirectAddress)) return refused('invalid redirect_uri');
    const id = randomUUID();
    clients.set(id, client.data.redirect_uris);
    const issuedAt = Math.floor(server.clock.now() / 1000);
    return json(
      { client_id: id, client_id_issued_at: issuedAt, ...client.data, token_endpoint_auth_method: 'none' },
      201,
    );
  });

  server.onOpen('GET', '/oauth/authorize', ({ query }) => {
    const clientId = query.get('client_id') ?? '';
    const redirectUri = query.get('redirect_uri') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    if (!query.has('state')) return refused('state is required');
    if (query.get('code_challenge_method') !== 'S256') return refused('code_challenge_method must be S256');
    const client = clients.get(clientId);
    if (client === undefined) return refused('unknown client_id');
    if (!client.includes(redirectUri)) return refused('invalid redirect_uri');
    if (query.get('response_type') !== 'code' || challenge === '') return refused('invalid request');
    const answer = new URL(redirectUri);
    if (state.consent === 'deny') {
      answer.searchParams.set('error', 'access_denied');
      answer.searchParams.set('error_description', 'the user denied the request');
    } else {
      const code = randomBytes(20).toString('hex');
      codes.set(code, { clientId, redirectUri, challenge, expiresAt: server.clock.now() + CODE_MS });
      answer.searchParams.set('code', code);
    }
    answer.searchParams.set('state', query.get('state') ?? '');
    return { status: 302, headers: { location: answer.href } };
  });

  server.onOpen('POST', '/oauth/token', ({ body, headers }) => {
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const form = new URLSearchParams(typeof body === 'string' && isForm ? body : '');
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      code !== undefined &&
      server.clock.now() < code.expiresAt &&
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === code.clientId &&
      form.get('redirect_uri') === code.redirectUri &&
      challenge === code.challenge;
    if (!isGood) return json({ error: 'invalid_grant' }, 400);
    // "Atomically revokes the previous token": of the same client and person.
    const before = tokens.get(code.clientId);
    if (before !== undefined) revoke(before);
    const token = newToken(TOKEN_SECONDS * 1000);
    tokens.set(code.clientId, token);
    return json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS });
  });

  return state;
}
