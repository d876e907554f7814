import { app, shell } from 'electron';
import { openAccountRecords } from '../accounts/account-records.ts';
import { Accounts } from '../accounts/accounts.ts';
import { createBrowserSignIn } from '../accounts/browser-sign-in.ts';
import type { CaFiles } from '../accounts/ca-files.ts';
import { openClientBook } from '../accounts/client-book.ts';
import { readServiceOrigins, type ServiceOrigins } from '../accounts/service-origins.ts';
import { createTokenChecks, type CreateContext } from '../accounts/token-checks.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { PaceSource } from '../lib/pace.ts';
import type { ProviderChange } from '../providers/provider.ts';
import { services } from '../providers/services.ts';
import { openStorage } from '../shell/open-storage.ts';
import type { Core } from './core.ts';
import type { Network } from './create-network.ts';

/** Where services live for development and tests; a package knows only their own places. */
export function serviceOrigins(): ServiceOrigins {
  return app.isPackaged ? {} : readServiceOrigins(process.env['JUMPSEAT_SERVICES']);
}

interface Parts {
  core: Core;
  network: Network;
  secrets: LastingSecrets;
  pace: PaceSource;
  caFiles: CaFiles;
  origins: ServiceOrigins;
  take(change: ProviderChange): void;
  listed(accountId: string): void;
  forgotten(accountId: string): Promise<void>;
}

/** The accounts with all they stand on. */
export function createAccounts({ core, network, secrets, pace, caFiles, origins, ...hooks }: Parts): Accounts {
  const { truth, registry, clock, log, dataFolder } = core;
  const { transportFor, createHttpClient } = network;
  const storage = openStorage({ folder: dataFolder, name: 'accounts', what: 'The accounts' }, log);
  const signIn = createBrowserSignIn({
    clients: openClientBook(storage),
    clock,
    openBrowser: (url) => shell.openExternal(url),
    log,
  });
  const createContext: CreateContext = (account) => ({
    account,
    createHttpClient,
    clock,
    pace,
    random: Math.random,
    log: (line) => log(`${account.id}: ${line}`),
    publicKey: () =>
      truth
        .all('keys')
        .filter(({ isUsed, publicKey }) => isUsed && publicKey !== undefined)
        .toSorted((one, other) => one.position - other.position)[0]?.publicKey,
  });
  return new Accounts({
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
    ...hooks,
  });
}
