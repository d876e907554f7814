import type { AccountCheck } from '../contract/account.ts';
import type { Result } from '../contract/problem.ts';
import { serviceForms } from '../contract/services.ts';
import type { Transport } from '../lib/http/transport.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail, ok } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import type { Services } from '../providers/registry.ts';
import type { Service, ServiceContext, TokenFacts } from '../providers/service.ts';
import type { BrowserSignIn } from './browser-sign-in.ts';
import type { Installation, PendingCheck, PendingChecks } from './pending-checks.ts';
import type { ServiceOrigins } from './service-origins.ts';

/** A service that has not answered by then is not waited for. */
const CHECK_LIMIT_MS = 60_000;

export type CreateContext = (account: ServiceContext['account']) => ServiceContext;

/** Where an account lives, found from what the person said. */
export interface Located {
  service: Service;
  origin: string;
}

export interface TokenChecks {
  locate(installation: Pick<Installation, 'service' | 'host'>): Result<Located>;
  /** Asks the service what the token is good for. */
  facts(located: Located, account: { token: string; caFile?: string | undefined }): ReturnType<Service['check']>;
  /** Asks, and keeps the token for when the person agrees. */
  check(installation: Installation, token: string): Promise<Result<PendingCheck>>;
  checkInBrowser(installation: Installation): Promise<Result<PendingCheck>>;
}

interface Options {
  services: Services;
  origins: ServiceOrigins;
  signIn: BrowserSignIn;
  createContext: CreateContext;
  transportFor(caFile: string | undefined): Transport;
  log(line: string): void;
}

/** Names come from the service: one line each, of what can be seen. */
function shown({ login, scope, label }: TokenFacts, serviceName: string): TokenFacts {
  return {
    login: login === undefined ? undefined : plainText(login, 200),
    scope: plainText(scope, 1000),
    label: plainText(label, 80) || serviceName,
  };
}

/** Finds out what tokens are good for. Nothing is stored here. */
export function createTokenChecks(options: Options): TokenChecks {
  const { services, origins, signIn, createContext, transportFor, log } = options;

  function locate({ service: id, host }: Pick<Installation, 'service' | 'host'>): Result<Located> {
    const service = services.get(id);
    if (service === undefined) return fail('not-supported', `${serviceForms[id].name} is not known to this release.`);
    const origin = service.originOf(host);
    return origin.ok ? ok({ service, origin: origins[id] ?? origin.value }) : origin;
  }

  async function facts(
    { service, origin }: Located,
    { token, caFile }: { token: string; caFile?: string | undefined },
  ): ReturnType<Service['check']> {
    const { name } = serviceForms[service.id];
    const account = { id: `${service.id}-check`, label: name, origin, caFile, token: () => Promise.resolve(token) };
    const context = createContext(account);
    try {
      const found = await within(context.clock, CHECK_LIMIT_MS, service.check(context));
      if (found === undefined) return fail('timed-out', `${name} did not answer within a minute.`, 'Try again later.');
      return found.ok ? ok(shown(found.value, name)) : found;
    } catch (error) {
      log(`check at ${service.id}: ${describe(error)}`);
      return fail(
        'internal',
        `The token of ${name} could not be checked.`,
        'Report this with the log.',
        describe(error),
      );
    }
  }

  async function judge(
    installation: Installation,
    located: Located,
    token: string,
    isFromBrowser: boolean,
  ): Promise<Result<PendingCheck>> {
    const found = await facts(located, { token, caFile: installation.caFile });
    if (!found.ok) return found;
    return ok({ installation, origin: located.origin, token, facts: found.value, isFromBrowser });
  }

  return {
    locate,
    facts,
    async check(installation, pasted) {
      const located = locate(installation);
      if (!located.ok) return located;
      const token = pasted.trim();
      // Goes into a header: nothing but the characters tokens are made of (RFC 6750 section 2.1, and then some).
      if (!/^[\x21-\x7E]+$/.test(token)) {
        return fail(
          'bad-request',
          'This is not a token: tokens have no spaces or special characters.',
          'Copy it again.',
        );
      }
      return judge(installation, located.value, token, false);
    },
    async checkInBrowser(installation) {
      const located = locate(installation);
      if (!located.ok) return located;
      const { service, origin } = located.value;
      const { name } = serviceForms[service.id];
      if (service.authorizationOrigin === undefined) {
        return fail('not-supported', `${name} has no sign-in for applications.`, 'Paste a token.');
      }
      const token = await signIn.run({
        name,
        origin: service.authorizationOrigin(origin),
        transport: transportFor(installation.caFile),
      });
      return token.ok ? judge(installation, located.value, token.value, true) : token;
    },
  };
}

/** What the window may know of a check. */
export function toAccountCheck(
  checks: PendingChecks,
  check: PendingCheck,
  about: Pick<AccountCheck, 'secretPlace' | 'knownAccountId'>,
): AccountCheck {
  const { login, scope, label } = check.facts;
  return { checkId: checks.keep(check), login, scope, label, ...about };
}
