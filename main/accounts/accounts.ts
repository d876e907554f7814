import type { AccountCheck } from '../contract/account.ts';
import type { Result } from '../contract/problem.ts';
import { serviceForms } from '../contract/services.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Clock } from '../lib/clock.ts';
import { isOwnComputer } from '../lib/own-computer.ts';
import { fail, ok } from '../lib/result.ts';
import type { ProviderChange } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import { newAccountId, type AccountRecord, type AccountRecords } from './account-records.ts';
import type { BrowserSignIn } from './browser-sign-in.ts';
import type { CaFiles } from './ca-files.ts';
import { createPendingChecks, type Installation, type PendingCheck, type PendingChecks } from './pending-checks.ts';
import { createRoster, type Roster } from './roster.ts';
import { toAccountCheck, type CreateContext, type TokenChecks } from './token-checks.ts';
import type { WorkingAccount } from './working-account.ts';

interface Options {
  truth: TruthStore;
  registry: Registry;
  records: AccountRecords;
  secrets: LastingSecrets;
  caFiles: Pick<CaFiles, 'isChosen'>;
  checks: TokenChecks;
  signIn: BrowserSignIn;
  createContext: CreateContext;
  clock: Clock;
  /** Where goes what the providers say. */
  take(change: ProviderChange): void;
  /** An account's service has said everything it lists. */
  listed(accountId: string): void;
  /** An account is gone: so is what came from it. */
  forgotten(accountId: string): Promise<void>;
  log(line: string): void;
}

const notFound = (): Result<never> => fail('not-found', 'This account is not in the list any more.');
const checkIsGone = (): Result<never> =>
  fail('not-found', 'It is too long ago that this token was checked.', 'Check it once more.');

/** The person's accounts at CI services: added, at work, removed. */
export class Accounts implements AsyncDisposable {
  readonly #options: Options;
  readonly #checks: PendingChecks;
  readonly #roster: Roster;
  #adding: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    this.#checks = createPendingChecks(options.clock);
    this.#roster = createRoster(options);
  }

  /** Every account that is stored, also those that cannot be used. */
  get ids(): string[] {
    return this.#options.records.all().map(({ id }) => id);
  }

  /** Its service is on this computer, and so may its machines be; also true of what is no account at a service. */
  isHere(accountId: string): boolean {
    const working = this.#roster.get(accountId);
    return working === undefined || isOwnComputer(new URL(working.origin).hostname);
  }

  /** The tokens in use, for whoever has to hide them wherever they turn up. */
  async tokens(): Promise<string[]> {
    const tokens = await Promise.all(this.#roster.all().map((working) => working.token()));
    return tokens.filter((token) => token !== undefined);
  }

  /** Puts the accounts that were stored into the list; asks nobody yet. */
  restore(): void {
    for (const record of this.#options.records.all()) this.#roster.employ(record);
  }

  /** Lets every account ask its service. None waits for another. */
  start(): void {
    for (const working of this.#roster.all()) void working.ask();
  }

  /** The keychain is there again: accounts whose token was out of reach go to work. */
  retryTokens(): void {
    for (const working of this.#roster.all()) if (working.lacksToken) void working.ask();
  }

  /** A token is kept elsewhere now. */
  secretMoved(handle: string): void {
    for (const working of this.#roster.all()) if (working.record.secretHandle === handle) working.show();
  }

  async check(installation: Installation & { token: string }): Promise<Result<AccountCheck>> {
    const { token, ...said } = installation;
    const complete = this.#complete(said);
    if (!complete.ok) return complete;
    const checked = await this.#options.checks.check(complete.value, token);
    return checked.ok ? ok(await this.#keepCheck(checked.value)) : checked;
  }

  async signInWithBrowser(installation: Installation): Promise<Result<AccountCheck>> {
    const complete = this.#complete(installation);
    if (!complete.ok) return complete;
    const checked = await this.#options.checks.checkInBrowser(complete.value);
    if (!checked.ok) return checked;
    const check = checked.value;
    // The service ends the token of an earlier sign-in when it gives a new one: that account would stop working.
    const ended = this.#roster
      .sameLogin(check)
      .find(({ record }) => record.isFromBrowser && record.login !== undefined);
    if (ended !== undefined) {
      const replaced = await this.#replace(ended, check);
      if (!replaced.ok) return replaced;
      check.storedIn = ended.record.id;
    }
    return ok(await this.#keepCheck(check));
  }

  cancelSignIn(): void {
    this.#options.signIn.cancel();
  }

  /** Stores what was checked. An account that is there already is told, and not added a second time. */
  add(checkId: string, label: string): Promise<Result<{ accountId: string }>> {
    // One after the other: of two that come together, the second one has to see the first.
    const adding = this.#adding.then(() => this.#add(checkId, label));
    this.#adding = adding.catch(() => {});
    return adding;
  }

  async #add(checkId: string, label: string): Promise<Result<{ accountId: string }>> {
    const check = this.#checks.get(checkId);
    if (check === undefined) return checkIsGone();
    if (check.storedIn !== undefined && this.#roster.get(check.storedIn) !== undefined) {
      this.#checks.forget(checkId);
      return ok({ accountId: check.storedIn });
    }
    const twin = await this.#roster.twin(check);
    if (twin !== undefined) {
      const hint = 'Replace the token of that account if it has to be a new one.';
      return fail('bad-request', `This account is in the list already, as “${twin.record.label}”.`, hint);
    }
    const { secrets, records } = this.#options;
    const { handle } = await secrets.put(check.token, { label: `the token of ${label}` });
    const record: AccountRecord = {
      id: newAccountId(check.installation.service),
      ...check.installation,
      label: this.#roster.freeLabel(label),
      secretHandle: handle,
      login: check.facts.login,
      scope: check.facts.scope,
      isFromBrowser: check.isFromBrowser || undefined,
    };
    const saved = await records.put(record);
    if (!saved.ok) {
      await secrets.forget(handle);
      return saved;
    }
    this.#checks.forget(checkId);
    void this.#roster.employ(record)?.ask();
    return ok({ accountId: record.id });
  }

  async replaceToken(accountId: string, checkId: string): Promise<Result<undefined>> {
    const working = this.#roster.get(accountId);
    const check = this.#checks.get(checkId);
    if (working === undefined) return notFound();
    if (check === undefined) return checkIsGone();
    if (check.storedIn !== accountId) {
      const replaced = await this.#replace(working, check);
      if (!replaced.ok) return replaced;
    }
    this.#checks.forget(checkId);
    return ok();
  }

  async rename(accountId: string, label: string): Promise<Result<undefined>> {
    const working = this.#roster.get(accountId);
    return working === undefined ? notFound() : this.#save(working, (record) => ({ ...record, label }));
  }

  /** Asks the service again at once, and who the token belongs to and what it sees. */
  async recheck(accountId: string): Promise<Result<undefined>> {
    const working = this.#roster.get(accountId);
    if (working === undefined) return notFound();
    const asked = await working.ask();
    if (!asked.ok) return asked;
    void this.#renewFacts(working);
    return asked;
  }

  async remove(accountId: string): Promise<Result<undefined>> {
    const { truth, records, secrets, forgotten } = this.#options;
    const record = records.get(accountId);
    if (record === undefined) return notFound();
    const isOpen = truth
      .all('sessions')
      .some((session) => session.accountId === accountId && !['closed', 'expired', 'failed'].includes(session.state));
    if (isOpen) return fail('busy', 'A session of this account is still open.', 'End it first.');
    const removed = await records.remove(accountId);
    if (!removed.ok) return removed;
    const working = this.#roster.get(accountId);
    const stopped = working?.[Symbol.asyncDispose]();
    this.#roster.dismiss(accountId);
    truth.drop('accounts', accountId);
    // The token may have been replaced while the removal waited for its turn.
    for (const handle of new Set([record.secretHandle, working?.record.secretHandle ?? record.secretHandle])) {
      await secrets.forget(handle);
    }
    await stopped;
    await forgotten(accountId);
    return ok();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#checks[Symbol.dispose]();
    this.#options.signIn[Symbol.dispose]();
    await Promise.all(this.#roster.all().map((working) => working[Symbol.asyncDispose]()));
  }

  async #keepCheck(check: PendingCheck): Promise<AccountCheck> {
    const twin = await this.#roster.twin(check);
    const known = twin ?? this.#roster.sameLogin(check).find(({ record }) => record.login !== undefined);
    const { state } = await this.#options.secrets.probe();
    return toAccountCheck(this.#checks, check, {
      secretPlace: state === 'available' ? 'keychain' : 'this-run',
      knownAccountId: known?.record.id,
    });
  }

  async #replace(working: WorkingAccount, check: PendingCheck): Promise<Result<undefined>> {
    const { record } = working;
    const { secrets } = this.#options;
    const { name } = serviceForms[record.service];
    if (check.installation.service !== record.service || check.origin !== working.origin) {
      return fail('bad-request', `“${record.label}” is an account at ${name}; this token belongs elsewhere.`);
    }
    const { login, scope } = check.facts;
    if (record.login !== undefined && login !== undefined && login !== record.login) {
      const message = `This token belongs to ${login}, the account to ${record.login}.`;
      return fail('bad-request', message, `Use a token of ${record.login}, or add ${login} as another account.`);
    }
    const { handle } = await secrets.put(check.token, { label: `the token of ${record.label}` });
    const isFromBrowser = check.isFromBrowser || undefined;
    let former = handle;
    const saved = await this.#save(working, (current) => {
      former = current.secretHandle;
      return { ...current, secretHandle: handle, login: login ?? current.login, scope, isFromBrowser };
    });
    await secrets.forget(saved.ok ? former : handle);
    if (saved.ok) void working.ask();
    return saved;
  }

  async #save(working: WorkingAccount, change: (record: AccountRecord) => AccountRecord): Promise<Result<undefined>> {
    const saved = await this.#options.records.update(working.record.id, change);
    if (!saved.ok) return saved;
    // Removed right after it was written: it must not come back into the list.
    if (this.#roster.get(saved.value.id) === working) working.record = saved.value;
    return ok();
  }

  async #renewFacts(working: WorkingAccount): Promise<void> {
    const { checks } = this.#options;
    const { record } = working;
    const located = checks.locate(record);
    const token = await working.token();
    if (!located.ok || token === undefined) return;
    const found = await checks.facts(located.value, { token, caFile: record.caFile });
    // Removed or given another token meanwhile: what was found is about something else.
    if (!found.ok || this.#roster.get(record.id)?.record !== record) return;
    const { login, scope } = found.value;
    await this.#save(working, (current) => ({ ...current, login: login ?? current.login, scope }));
  }

  /** A token that replaces another one is checked with the CA file its account has. */
  #complete(installation: Installation): Result<Installation> {
    const located = this.#options.checks.locate(installation);
    if (!located.ok) return located;
    const known = this.#roster.at(installation.service, located.value.origin)[0]?.record.caFile;
    const { caFile = known } = installation;
    // The window may name no files but those that the person chose in the system's own dialog.
    if (caFile !== undefined && caFile !== known && !this.#options.caFiles.isChosen(caFile)) {
      return fail('bad-request', 'The file with the certificates was not chosen here.', 'Choose it once more.');
    }
    return ok({ ...installation, caFile });
  }
}
