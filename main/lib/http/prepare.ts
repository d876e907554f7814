import { isOwnComputer } from '../own-computer.ts';
import type { ApiRequest, ServiceManners } from './http-client.ts';
import type { TransportRequest } from './transport.ts';

/** What goes over the wire first; redirects follow from it. */
export type Prepared = Omit<TransportRequest, 'signal'>;

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}

/** A service elsewhere names an address of this very computer, where programs listen that trust whoever asks from here. */
function leadsHome(from: URL, to: URL): boolean {
  return isOwnComputer(to.hostname) && !isOwnComputer(from.hostname);
}

/** https, or http to this very computer. Never an address with a name and password in it. */
export function isSafeAddress(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** A path as it was meant: nothing that goes up again, and no character that the parser of addresses would change. */
function isPlainPath(path: string): boolean {
  const [place = ''] = path.split(/[?#]/, 1);
  return !/[\\\s\p{Cc}]/u.test(path) && !/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(place);
}

/** The address a request goes to; undefined when it is none, or none that may be used. */
export function addressOf(baseUrl: string, { path, query = {} }: ApiRequest): URL | undefined {
  // What a part of another kind would be read as leads somewhere else, with the token.
  if (path.startsWith('/') && !isPlainPath(path)) return undefined;
  const text = path.startsWith('/') ? `${baseUrl.replace(/\/$/, '')}${path}` : path;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (leadsHome(new URL(baseUrl), url)) return undefined;
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  url.hash = '';
  return isSafeAddress(url) ? url : undefined;
}

/** Headers and body. The token goes to the account's own origin and to no other. */
export function prepare(
  manners: ServiceManners,
  request: ApiRequest,
  url: URL,
  { token, userAgent }: { token: string | undefined; userAgent: string },
): Prepared {
  const isOwn = url.origin === new URL(manners.baseUrl).origin;
  const mayKnow = isOwn && request.authorization !== 'none' && token !== undefined;
  return {
    method: request.method ?? 'GET',
    url,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
      ...(mayKnow ? manners.authorize(token) : {}),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  };
}

/** What names the one who asks, and what a server that is not the account's own need not see. */
const privateHeaders = ['authorization', 'cookie', 'circle-token', 'x-auth-token'];

/**
 * The request a redirect asks for, or why it is not followed. The token stays with its origin; what changes something is
 * never sent anywhere else.
 */
export function redirected(
  manners: ServiceManners,
  request: Prepared,
  reply: { status: number; location: string | undefined },
): Prepared | { refusal: string } {
  const { location, status } = reply;
  if (location === undefined || !URL.canParse(location, request.url)) return { refusal: 'a redirect to nowhere' };
  const url = new URL(location, request.url);
  if (!isSafeAddress(url)) return { refusal: `a redirect to ${url.host}, which is not encrypted` };
  if (leadsHome(request.url, url)) return { refusal: 'a redirect to this computer' };
  const isSame = url.origin === request.url.origin;
  if (request.method !== 'GET' && (!isSame || (status !== 307 && status !== 308))) {
    return { refusal: `a redirect to ${url.host} in answer to a ${request.method}` };
  }
  if (isSame) return { ...request, url };
  const secret = new Set([...privateHeaders, ...Object.keys(manners.authorize(''))]);
  return {
    ...request,
    url,
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !secret.has(name.toLowerCase()))),
  };
}
