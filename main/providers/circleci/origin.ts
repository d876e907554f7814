import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';

/** CircleCI's own installation; everything else is a CircleCI Server of somebody's own. */
export const CLOUD_ORIGIN = 'https://circleci.com';
/** Where people look at CircleCI cloud, and where its browser sign-in lives. */
export const CLOUD_WEB_ORIGIN = 'https://app.circleci.com';

const HINT = 'Write it as circleci.example.com, circleci.example.com:8443 or https://circleci.example.com.';
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The origin of what a person typed: a host, a host with a port, or an address. Nothing typed is the cloud. */
export function originOf(typed: string | undefined): Result<string> {
  const text = typed?.trim() ?? '';
  if (text === '') return ok(CLOUD_ORIGIN);
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === '' || /[\s@\\]/.test(text)) {
    return fail('bad-request', 'This is not the address of a CircleCI Server.', HINT);
  }
  const isPlain = url.protocol === 'http:' && loopback.has(url.hostname);
  if (url.protocol !== 'https:' && !isPlain) {
    return fail(
      'bad-request',
      'The token may only travel encrypted.',
      'Use an https:// address; http:// works for this computer only.',
    );
  }
  // People copy the address of the page they look at.
  if (url.hostname === 'app.circleci.com' || url.hostname === 'www.circleci.com') return ok(CLOUD_ORIGIN);
  return ok(url.origin);
}

/** Where the pages of an installation are. */
export function webOriginOf(origin: string): string {
  return origin === CLOUD_ORIGIN ? CLOUD_WEB_ORIGIN : origin;
}
