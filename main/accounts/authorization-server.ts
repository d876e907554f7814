import * as oauth from 'oauth4webapi';
import type { Transport } from '../lib/http/transport.ts';
import { fetchOver } from './transport-fetch.ts';

/** A client this app registered, kept so that it registers once (RFC 7591). Not a secret: PKCE takes its place. */
export interface RegisteredClient {
  clientId: string;
  /** Its redirect address names this port. */
  port: number;
}

/** One authorisation server, with the endpoints CircleCI documents for applications like this one. */
export interface AuthorizationServer {
  /** @returns the client's id */
  register(redirectUri: string, signal: AbortSignal): Promise<string>;
  /** The page the person agrees on. */
  page(request: { clientId: string; redirectUri: string; state: string; challenge: string }): string;
  /** Turns the answer into a token; throws what oauth4webapi throws. */
  redeem(answer: {
    clientId: string;
    redirectUri: string;
    state: string;
    verifier: string;
    parameters: URLSearchParams;
    signal: AbortSignal;
  }): Promise<string>;
}

/** Source: https://circleci.com/docs/guides/toolkit/oauth-dynamic-client-registration/ */
export function createAuthorizationServer(origin: string, transport: Transport): AuthorizationServer {
  const server: oauth.AuthorizationServer = {
    issuer: origin,
    registration_endpoint: `${origin}/oauth/register`,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
  };
  const options = (signal: AbortSignal) => ({
    signal,
    [oauth.customFetch]: fetchOver(transport),
    // Only development and tests name an origin without TLS, see JUMPSEAT_SERVICES.
    [oauth.allowInsecureRequests]: origin.startsWith('http:'),
  });

  return {
    async register(redirectUri, signal) {
      const metadata = {
        client_name: 'Jumpseat',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      };
      const reply = await oauth.dynamicClientRegistrationRequest(server, metadata, options(signal));
      return (await oauth.processDynamicClientRegistrationResponse(reply)).client_id;
    },
    page({ clientId, redirectUri, state, challenge }) {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        state,
      });
      return `${origin}/oauth/authorize?${query}`;
    },
    async redeem({ clientId, redirectUri, state, verifier, parameters, signal }) {
      const client: oauth.Client = { client_id: clientId };
      const answer = new URLSearchParams(parameters);
      // Nobody documents what it is here. Every sign-in has its own state and address, so answers cannot be mixed up.
      answer.delete('iss');
      const checked = oauth.validateAuthResponse(server, client, answer, state);
      const reply = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        checked,
        redirectUri,
        verifier,
        options(signal),
      );
      return (await oauth.processAuthorizationCodeResponse(server, client, reply)).access_token;
    },
  };
}

/** Secret and public half of a PKCE pair (RFC 7636), and the state (RFC 6749 section 10.12). */
export async function newProof(): Promise<{ verifier: string; challenge: string; state: string }> {
  const verifier = oauth.generateRandomCodeVerifier();
  return { verifier, challenge: await oauth.calculatePKCECodeChallenge(verifier), state: oauth.generateRandomState() };
}

/** What went wrong, as far as people need to tell one thing from another. */
export function signInFault(error: unknown): 'denied' | 'code-refused' | 'unclear' | 'unreachable' {
  if (error instanceof oauth.AuthorizationResponseError) return error.error === 'access_denied' ? 'denied' : 'unclear';
  if (error instanceof oauth.ResponseBodyError) return error.error === 'invalid_grant' ? 'code-refused' : 'unclear';
  const isReply =
    error instanceof oauth.OperationProcessingError || error instanceof oauth.WWWAuthenticateChallengeError;
  return isReply ? 'unclear' : 'unreachable';
}
