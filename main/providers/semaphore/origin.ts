import type { Result } from '../../contract/problem.ts';
import { hostSchema } from '../../contract/session.ts';
import { fail, ok } from '../../lib/result.ts';

/** Where organisations live whose name alone is given. */
const HOSTED = 'semaphoreci.com';
/** Pages about the person, not about an organisation; the API of an organisation is not there. */
const NOT_AN_ORGANISATION = /^(?:(?:me|id|www|docs)\.)?semaphore(?:ci\.com|\.io)$/;
const EXAMPLE = 'Write the address of your organisation, for example acme.semaphoreci.com.';

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}

/**
 * The origin of an organisation from what a person types: "acme", "acme.semaphoreci.com", "ci.example.com:8443", or an
 * address copied from the browser. http only to this very computer.
 */
export function originOf(typed: string | undefined): Result<string> {
  const text = (typed ?? '').trim();
  if (text === '') return fail('bad-request', 'The address of the organisation is missing.', EXAMPLE);
  const isName = /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(text) && text.toLowerCase() !== 'localhost';
  const address = isName ? `${text}.${HOSTED}` : text;
  const whole = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(address) ? address : `https://${address}`;
  if (!URL.canParse(whole)) return fail('bad-request', 'This is not an address.', EXAMPLE);
  const url = new URL(whole);
  if (url.username !== '' || url.password !== '') {
    return fail('bad-request', 'The address has a name or password in it.', `Leave that out. ${EXAMPLE}`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return fail('bad-request', 'Semaphore is asked over https only, so that nobody can read the token.', EXAMPLE);
  }
  if (!hostSchema.safeParse(url.hostname.replace(/^\[|\]$/g, '')).success) {
    return fail('bad-request', 'This is not a host name.', EXAMPLE);
  }
  if (NOT_AN_ORGANISATION.test(url.hostname)) {
    return fail(
      'bad-request',
      `${url.hostname} is no organisation: every organisation has an address of its own.`,
      EXAMPLE,
    );
  }
  return ok(url.origin);
}

/** How people call the organisation: "acme", or the host of an installation. */
export function organisationOf(origin: string): string {
  const { host } = new URL(origin);
  return /^([a-z0-9-]+)\.semaphore(?:ci\.com|\.io)$/.exec(host)?.[1] ?? host;
}
