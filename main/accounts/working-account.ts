import type { Account } from '../contract/account.ts';
import { serviceForms } from '../contract/services.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Clock } from '../lib/clock.ts';
import { describe, fail, ok, problem } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import type { Provider, ProviderChange } from '../providers/provider.ts';
import type { ServiceContext } from '../providers/service.ts';
import type { AccountRecord } from './account-records.ts';
import { tokenGone } from './token-gone.ts';

/** An account's provider gets this long to stop its work. */
const STOP_LIMIT_MS = 5_000;

interface Options {
  record: AccountRecord;
  /** Makes the provider; may throw. */
  create(account: ServiceContext['account']): Provider;
  origin: string;
  secrets: Pick<LastingSecrets, 'read' | 'placeOf' | 'keychain'>;
  clock: Clock;
  take(change: ProviderChange): void;
  /** Everything the service lists now was said. */
  listed(): void;
  log(line: string): void;
}

const internal = (error: unknown): Problem =>
  problem('internal', 'This account cannot be used: something went wrong inside Jumpseat.', undefined, describe(error));

/** One account at work: gives its provider the token, and its row what only the record knows. */
export class WorkingAccount implements AsyncDisposable {
  readonly provider: Provider;
  readonly #options: Options;
  #record: AccountRecord;
  #token: string | undefined;
  /** Why there is no provider to ask, whatever it says itself. */
  #fault: Problem | undefined;
  #hasStarted = false;
  #hasListed = false;
  #isAsking = false;
  #wasReady = false;
  #isDisposed = false;
  /** What the provider still asks for was begun before its end, and gets no token any more. */
  #isGone = false;

  /** @throws what the service throws when its provider cannot be made */
  constructor(options: Options) {
    const { record, origin } = options;
    this.#options = options;
    this.#record = record;
    this.provider = options.create({
      id: record.id,
      label: record.label,
      origin,
      caFile: record.caFile,
      login: record.login,
      token: () => this.#readToken(),
    });
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** The provider cannot work because its token is out of reach. */
  get lacksToken(): boolean {
    return this.#fault !== undefined && !this.#isAsking;
  }

  token(): Promise<string | undefined> {
    return this.#readToken();
  }

  async hasToken(token: string): Promise<boolean> {
    return (await this.#readToken()) === token;
  }

  get record(): AccountRecord {
    return this.#record;
  }

  /** The record was written anew. */
  set record(record: AccountRecord) {
    const isRenamed = record.label !== this.#record.label;
    if (record.secretHandle !== this.#record.secretHandle) this.#token = undefined;
    this.#record = record;
    if (isRenamed) this.provider.rename?.(record.label);
    this.show();
  }

  /** Puts the account's row into the truth. */
  show(account: Account = this.provider.account): void {
    const { origin, secrets, take } = this.#options;
    const record = this.#record;
    take({
      kind: 'account',
      account: {
        ...account,
        id: record.id,
        label: record.label,
        login: account.login ?? record.login,
        scope: account.scope ?? record.scope,
        host: record.host === undefined ? account.host : (account.host ?? new URL(origin).host),
        secretPlace: secrets.placeOf(record.secretHandle),
        ...(this.#fault === undefined ? {} : { state: 'failed' as const, problem: this.#fault, retryAt: undefined }),
      },
    });
  }

  /** Reads the token and lets the provider work. Also when it could not before. */
  async ask(): Promise<Result<undefined>> {
    const { log, secrets } = this.#options;
    const name = serviceForms[this.#record.service].name;
    const token = await this.#readToken();
    if (this.#isDisposed) return fail('not-found', 'This account was removed.');
    if (token === undefined) return this.#fail(tokenGone(name, secrets.keychain));
    this.#fault = undefined;
    this.show();
    this.#isAsking = true;
    try {
      const isFirst = !this.#hasStarted;
      this.#hasStarted = true;
      const asked = isFirst ? await this.provider.start((change) => this.#take(change)) : await this.provider.refresh();
      if (asked.ok && !this.#isDisposed) {
        this.#hasListed = true;
        this.#options.listed();
      }
      return asked;
    } catch (error) {
      log(`${this.#record.id}: ${describe(error)}`);
      return this.#fail(internal(error));
    } finally {
      this.#isAsking = false;
    }
  }

  #fail(reason: Problem): Result<undefined> {
    this.#fault = reason;
    this.show();
    return { ok: false, problem: reason };
  }

  async #readToken(): Promise<string | undefined> {
    if (this.#isGone) return undefined;
    const { secretHandle } = this.#record;
    const token = this.#token ?? (await this.#options.secrets.read(secretHandle).catch(() => undefined));
    if (secretHandle === this.#record.secretHandle) this.#token = token;
    return token;
  }

  #take(change: ProviderChange): void {
    if (this.#isDisposed) return;
    if (change.kind !== 'account') return this.#options.take(change);
    const wasReady = this.#wasReady;
    this.#wasReady = change.account.state === 'ready';
    this.show(change.account);
    // The first questions failed and the service answers again: now everything it lists can be had.
    if (this.#wasReady && !wasReady && !this.#hasListed && !this.#isAsking) void this.ask();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const { clock, log } = this.#options;
    try {
      const stopped = this.provider[Symbol.asyncDispose]();
      const isStopped = await within(
        clock,
        STOP_LIMIT_MS,
        Promise.resolve(stopped).then(() => ok()),
      );
      if (isStopped === undefined) log(`${this.#record.id} did not stop within ${STOP_LIMIT_MS} ms`);
    } catch (error) {
      log(`${this.#record.id} did not stop in order: ${describe(error)}`);
    } finally {
      this.#isGone = true;
      this.#token = undefined;
    }
  }
}
