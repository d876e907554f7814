import type { Problem } from '../../contract/problem.ts';
import { plainText } from '../plain-text.ts';
import { problem } from '../result.ts';
import type { ServiceManners } from './http-client.ts';

/** For people: "12:40". */
function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
}

export function limitedProblem(name: string, retryAt: number): Problem {
  return problem(
    'rate-limited',
    `${name} asks to wait until ${clockTime(retryAt)}.`,
    'Jumpseat asks again by itself then. Other programs that use the same token count too.',
  );
}

/** Why there was no answer. The messages are those of Chromium (`net::ERR_…`) and of Node.js. */
export function explainSilence(name: string, host: string, reason: string): Problem {
  const say = (message: string, hint: string, code: 'offline' | 'timed-out' = 'offline'): Problem =>
    problem(code, message, hint, reason);
  if (/CERT|SSL|TLS|self.signed|unable to (?:get|verify)|altname/i.test(reason)) {
    return say(
      `The certificate of ${host} cannot be trusted, so nothing was sent to it.`,
      'If this is a server of your own, choose the file with its CA for the account. Otherwise somebody may listen in.',
    );
  }
  if (/PROXY|TUNNEL|407/i.test(reason)) {
    return say(`The proxy did not let the connection to ${host} through.`, "Check the system's proxy settings.");
  }
  if (/INTERNET_DISCONNECTED|NETWORK_CHANGED|ENETUNREACH|ENETDOWN/i.test(reason)) {
    return say('This computer is offline.', 'Jumpseat asks again as soon as it is online.');
  }
  if (/NAME_NOT_RESOLVED|ENOTFOUND|EAI_AGAIN/i.test(reason)) {
    return say(`There is no host named ${host}, or this computer is offline.`, 'Check the address and the network.');
  }
  if (/TIMED_OUT|ETIMEDOUT|nothing came/i.test(reason)) {
    return say(`${name} did not answer in time.`, 'Jumpseat asks again by itself.', 'timed-out');
  }
  return say(
    `${name} cannot be reached at ${host}.`,
    'Check the network, a VPN or a proxy. Jumpseat asks again by itself.',
  );
}

/** A problem for a reply that is none. `body` is what came with it, parsed where it was JSON. */
export function explainStatus(
  manners: ServiceManners,
  reply: { status: number; body: unknown; path: string; requestId: string | undefined },
): Problem {
  const { name } = manners;
  const { status, path } = reply;
  const found = manners.errorText(reply.body);
  const sentence = found === undefined || found.trim() === '' ? undefined : plainText(found, 300);
  const known = manners.explain?.(status, sentence, path);
  const detail = [
    `HTTP ${status}`,
    path,
    reply.requestId === undefined ? '' : `request ${plainText(reply.requestId, 80)}`,
  ]
    .filter(Boolean)
    .join(' · ');
  if (known !== undefined) return { ...known, detail: known.detail ?? detail };
  const said = sentence === undefined ? '' : ` ${name} says: “${sentence}”`;
  switch (true) {
    case status === 401:
      return {
        ...problem(
          'token-refused',
          `${name} does not accept the token any more.${said}`,
          'It may have expired or been revoked. Make a new one and put it in its place.',
          detail,
        ),
        link: manners.tokenPage,
      };
    case status === 403:
      return problem(
        'no-right',
        `${name} does not allow this.${said}`,
        'Ask who looks after the project there for the right to do it.',
        detail,
      );
    case status === 404 || status === 410:
      return problem(
        'not-found',
        `${name} does not have this, or does not show it to you.${said}`,
        'Refresh the list.',
        detail,
      );
    case status >= 500:
      return problem(
        'service-failed',
        `${name} has a problem of its own (HTTP ${status}).${said}`,
        'Jumpseat asks again by itself. Its status page may say more.',
        detail,
      );
    default:
      return problem(
        'bad-request',
        `${name} refused the request (HTTP ${status}).${said}`,
        'Refresh the list and try again.',
        detail,
      );
  }
}

/** A reply that came in a form this release cannot read. */
export function unreadable(name: string, what: string, detail: string): Problem {
  return problem(
    'service-failed',
    `${name} gave an answer that Jumpseat cannot read: ${what}.`,
    'Try again. If it stays, look for an update of Jumpseat.',
    detail,
  );
}

export function webPage(name: string, host: string, detail: string): Problem {
  return problem(
    'service-failed',
    `A web page came instead of an answer of ${name}.`,
    `A sign-in page of the network or a proxy may stand before ${host}. Open it in the browser and sign in there.`,
    detail,
  );
}
