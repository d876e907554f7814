import { openAccountRecords } from '../../../main/accounts/account-records.ts';
import { Accounts } from '../../../main/accounts/accounts.ts';
import { createBrowserSignIn } from '../../../main/accounts/browser-sign-in.ts';
import { createCaFiles } from '../../../main/accounts/ca-files.ts';
import { openClientBook } from '../../../main/accounts/client-book.ts';
import type { ServiceOrigins } from '../../../main/accounts/service-origins.ts';
import { createTokenChecks, type CreateContext } from '../../../main/accounts/token-checks.ts';
import { createBuilds } from '../../../main/builds/builds.ts';
import type { ServiceId } from '../../../main/contract/account.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { createHttpClients } from '../../../main/lib/http/create-http-client.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import { createRegistry, type Services } from '../../../main/providers/registry.ts';
import { services as allServices } from '../../../main/providers/services.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { MemoryVault } from '../../fixtures/memory-vault.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';

interface Options {
  clock?: SteppedClock;
  storage?: MemoryStorage;
  vault?: MemoryVault;
  origins?: ServiceOrigins;
  services?: Services;
}

/** The value of a result; a problem fails the test with its sentence. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message} ${result.problem.detail ?? ''}`);
  return result.value;
}

/** One run of the app's accounts, over real HTTP. Several runs may share clock, storage and vault. */
export function startAccounts(options: Options = {}) {
  const { clock = new SteppedClock(), storage = new MemoryStorage(), vault = new MemoryVault() } = options;
  const { origins = {}, services = allServices } = options;
  const lines: string[] = [];
  const opened: string[] = [];
  const forgotten: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const truth = createTruth(settingsSchema.parse({}), () => {});
  const registry = createRegistry();
  const builds = createBuilds(truth, registry);
  const transportFor = (caFile: string | undefined) => createNodeTransport({ caFile });
  const random = (): number => 0.5;
  const createHttpClient = createHttpClients({ transportFor, clock, random, log, userAgent: 'Jumpseat/test' });
  const secrets = createLastingSecrets({
    vault,
    log,
    onKeychain: (keychain) => truth.set('keychain', keychain),
    onMoved: (handle) => accounts.secretMoved(handle),
  });
  const createContext: CreateContext = (account) => ({
    account,
    createHttpClient,
    clock,
    pace: { current: 'active', onChange: () => () => {} },
    random,
    log,
    publicKey: () => undefined,
  });
  const signIn = createBrowserSignIn({
    clients: openClientBook(storage),
    clock,
    openBrowser: (url) => Promise.resolve(opened.push(url)),
    log,
  });
  const caFiles = createCaFiles();
  const accounts: Accounts = new Accounts({
    truth,
    registry,
    records: openAccountRecords(storage, log),
    secrets,
    caFiles,
    checks: createTokenChecks({ services, origins, signIn, createContext, transportFor, log }),
    signIn,
    createContext,
    clock,
    log,
    take(change) {
      if (change.kind !== 'session') builds.take(change);
    },
    listed: (accountId) => builds.listed(accountId),
    forgotten(accountId) {
      forgotten.push(accountId);
      builds.forget(accountId);
      return Promise.resolve();
    },
  });
  return {
    accounts,
    truth,
    registry,
    builds,
    caFiles,
    secrets,
    clock,
    storage,
    vault,
    lines,
    opened,
    forgotten,
    /** Checks a token and adds the account. */
    async add(service: ServiceId, token: string, more: { host?: string; label?: string } = {}): Promise<string> {
      const check = valueOf(await accounts.check({ service, token, host: more.host }));
      return valueOf(await accounts.add(check.checkId, more.label ?? check.label)).accountId;
    },
    row: (accountId: string) => truth.get('accounts', accountId),
    buildsOf: (accountId: string) => truth.all('builds').filter((build) => build.accountId === accountId),
    [Symbol.asyncDispose]: () => accounts[Symbol.asyncDispose](),
  };
}
