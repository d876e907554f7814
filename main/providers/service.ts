import type { ServiceId } from '../contract/account.ts';
import type { Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import type { CreateHttpClient } from '../lib/http/http-client.ts';
import type { PaceSource } from '../lib/pace.ts';
import type { Provider } from './provider.ts';

/** An account as a provider needs it. */
export interface ServiceAccount {
  id: string;
  label: string;
  /** Scheme and host (and port) of the service for this account, without a slash at the end: "https://circleci.com". */
  origin: string;
  caFile?: string | undefined;
  /** Reads the token where it is kept; undefined when it is gone. */
  token(): Promise<string | undefined>;
  /** As the account's check found it; tells which builds are the person's own. */
  login?: string | undefined;
}

/** When to ask: what everything needs that asks again and again. */
export interface Timing {
  clock: Clock;
  pace: PaceSource;
  /** Between 0 and 1. */
  random(): number;
}

/** What every provider is given. */
export interface ServiceContext extends Timing {
  account: ServiceAccount;
  createHttpClient: CreateHttpClient;
  log(line: string): void;
  /** The public part of the person's likeliest key, for guides; undefined when there is none. */
  publicKey(): string | undefined;
}

/** What a token turned out to be good for. */
export interface TokenFacts {
  login?: string | undefined;
  /** For people: "3 organisations: acme, umbrella, wayne". */
  scope: string;
  /** A name for the account: "CircleCI · acme". */
  label: string;
}

/** One CI service: how a token is checked, and how an account is served. */
export interface Service {
  id: ServiceId;
  /**
   * The origin of an account.
   * @param host what the person typed, empty for services with one host for everybody
   */
  originOf(host: string | undefined): Result<string>;
  /** The origin whose browser sign-in (OAuth with dynamic client registration) gives tokens for this one. */
  authorizationOrigin?(origin: string): string;
  check(context: ServiceContext): Promise<Result<TokenFacts>>;
  create(context: ServiceContext): Provider;
}
