import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { json, text } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { CircleCi } from './circle-ci.ts';

const registration = z.object({
  client_name: z.string().min(1),
  redirect_uris: z.array(z.url()).min(1),
  grant_types: z.array(z.string()).optional(),
  response_types: z.array(z.string()).optional(),
  token_endpoint_auth_method: z.literal('none').optional(),
});

/** Tokens that come of a sign-in are good for 90 days. */
const TOKEN_MS = 90 * 24 * 3_600_000;

/**
 * Sign-in through the browser; the person always agrees. Source:
 * https://circleci.com/docs/guides/toolkit/oauth-dynamic-client-registration/
 */
export function addOAuth(server: SimulatorServer, service: CircleCi): void {
  const clients = new Map<string, string[]>();
  const codes = new Map<string, { client: string; redirectUri: string; challenge: string }>();

  server.onOpen('POST', '/oauth/register', ({ body }) => {
    const parsed = registration.safeParse(body);
    const isLoopback = parsed.data?.redirect_uris.every((uri) => uri.startsWith('http://127.0.0.1:')) === true;
    if (!parsed.success || !isLoopback) return json({ error: 'invalid_client_metadata' }, 400);
    const id = randomUUID();
    clients.set(id, parsed.data.redirect_uris);
    return json({ ...parsed.data, client_id: id, client_id_issued_at: Math.floor(service.clock.now() / 1000) }, 201);
  });
  server.onOpen('GET', '/oauth/authorize', ({ query }) => {
    const client = query.get('client_id') ?? '';
    const redirectUri = query.get('redirect_uri') ?? '';
    const challenge = query.get('code_challenge');
    if (clients.get(client)?.includes(redirectUri) !== true) return text('unknown client', 400);
    const answer = new URL(redirectUri);
    if (query.get('state') !== null) answer.searchParams.set('state', query.get('state') ?? '');
    if (query.get('response_type') !== 'code' || challenge === null || query.get('code_challenge_method') !== 'S256') {
      answer.searchParams.set('error', 'invalid_request');
    } else {
      const code = randomUUID();
      codes.set(code, { client, redirectUri, challenge });
      answer.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: answer.href } };
  });
  server.onOpen('POST', '/oauth/token', ({ body }) => {
    const form = new URLSearchParams(typeof body === 'string' ? body : '');
    const code = form.get('code') ?? '';
    const known = codes.get(code);
    codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      known !== undefined &&
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === known.client &&
      form.get('redirect_uri') === known.redirectUri &&
      challenge === known.challenge;
    if (!isGood) return json({ error: 'invalid_grant' }, 400);
    const token = service.newToken(service.clock.now() + TOKEN_MS);
    return json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_MS / 1000 });
  });
}
