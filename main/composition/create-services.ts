import { uptime } from 'node:os';
import { join } from 'node:path';
import { createCaFiles } from '../accounts/ca-files.ts';
import { ArtifactDownloads } from '../builds/artifact-downloads.ts';
import { BUILD_HOST_ACCOUNT } from '../contract/buildhost-control.ts';
import { connectionCalls, connectionEvents } from '../contract/connection-control.ts';
import { createEnvironments } from '../environment/environments.ts';
import { createHandlers } from '../handlers/create-handlers.ts';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { createLastingSecrets } from '../keychain/lasting-secrets.ts';
import { createRunSecrets } from '../keychain/secret-store.ts';
import { systemVault } from '../keychain/system-vault.ts';
import { ok } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import { Ports } from '../ports/ports.ts';
import { SupervisedProcess } from '../processes/supervised-process.ts';
import { createPastedMachines } from '../providers/pasted/pasted-machines.ts';
import type { ProviderChange } from '../providers/provider.ts';
import { SecretsInUse } from '../recordings/secrets-in-use.ts';
import { Sessions } from '../sessions/sessions.ts';
import { applyTheme } from '../shell/main-window.ts';
import { openStorage } from '../shell/open-storage.ts';
import { watchPace } from '../shell/watch-pace.ts';
import type { Core } from './core.ts';
import { createAccounts, serviceOrigins } from './create-accounts.ts';
import { createKeeping } from './create-keeping.ts';
import { createPersonalKeys } from './create-keys.ts';
import { createNetwork } from './create-network.ts';
import { createRecordings } from './create-recordings.ts';
import { createRecords } from './create-records.ts';
import { createTransfers } from './create-transfers.ts';

/** How long the window waits for the builds that were kept; then it shows what there is. */
const RESTORE_LIMIT_MS = 2_000;

interface MadeServices {
  handlers: CallHandlers;
  sessions: Sessions;
  /** The builds known last are in the truth. */
  restored: Promise<void>;
  /** Lets keys and accounts look for what they need. */
  begin(): void;
}

/** Makes what the window works with, in the order in which one needs the other. */
export function createServices(core: Core, resources: AsyncDisposableStack): MadeServices {
  const { truth, registry, builds, cache, clock, log, window, settingsFile, builtFolder } = core;
  const origins = serviceOrigins();
  const network = createNetwork(clock, log);
  const pace = resources.use(
    watchPace({
      clock,
      window: () => window.current(),
      onWindow: (listener) => window.onWindow(listener),
      isLocal: Object.keys(origins).length > 0,
    }),
  );
  const vault = systemVault(clock);
  const secretsInUse = new SecretsInUse();
  const lasting = createLastingSecrets({
    vault,
    debts: openStorage(
      { folder: core.dataFolder, name: 'keychain', what: 'What is left to remove from the keychain' },
      log,
    ),
    log,
    onKeychain(keychain) {
      truth.set('keychain', keychain);
      void keys.refresh();
      accounts.retryTokens();
    },
    onMoved(handle) {
      void keys.refresh();
      accounts.secretMoved(handle);
    },
  });
  const secrets = secretsInUse.watchLasting(lasting);
  const keys = createPersonalKeys(core, secrets);

  const take = (change: ProviderChange): void => {
    if (change.kind === 'session') sessions.take(change.session);
    else builds.take(change);
  };
  const caFiles = createCaFiles();
  const accounts = resources.use(
    createAccounts({
      core,
      network,
      secrets,
      pace,
      caFiles,
      origins,
      take,
      listed: (accountId) => void restored.then(() => builds.listed(accountId)),
      async forgotten(accountId) {
        for (const session of truth.all('sessions')) if (session.accountId === accountId) sessions.forget(session.id);
        builds.forget(accountId);
        await cache.forget(accountId);
      },
    }),
  );
  const pasted = createPastedMachines({ clock });
  resources.use(pasted.provider);
  registry.add(pasted.provider);
  const downloads = resources.use(new ArtifactDownloads());
  const launchConnection = (name: string, onCrash: (detail: string) => void) =>
    new SupervisedProcess({
      file: join(builtFolder, 'main', 'connection.js'),
      name: `Jumpseat Connection ${name}`,
      tables: { calls: connectionCalls, events: connectionEvents },
      clock,
      log,
      onCrash,
    });
  const records = createRecords(core, resources);
  const runSecrets = createRunSecrets();
  const sessions: Sessions = resources.use(
    new Sessions({
      truth,
      registry,
      builds,
      secrets: secretsInUse.watchRun(runSecrets),
      keys: secretsInUse.watchKeys(keys),
      drafts: pasted.drafts,
      clock,
      uptimeMs: () => uptime() * 1000,
      mayBeHere: (accountId) => accounts.isHere(accountId),
      log,
      launchConnection,
    }),
  );
  // Also when the computer wakes up.
  resources.defer(pace.onChange(() => sessions.wake()));
  const ports = resources.use(new Ports({ truth, machines: sessions.machines }));
  window.onWindow(() => ports.unwatchAll());
  const recorded = createRecordings({ core, records, sessions, secretsInUse }, resources);
  const keeping = createKeeping({ core, records, sessions, launchConnection }, resources);
  const moving = createTransfers({ core, sessions, keys, launchConnection }, resources);

  void pasted.provider.start(take);
  accounts.restore();
  const restored = cache.read([BUILD_HOST_ACCOUNT, ...accounts.ids]).then((cached) => {
    for (const account of cached) builds.restore(account);
  });
  const handlers = createHandlers({
    truth,
    registry,
    builds,
    downloads,
    sessions,
    records,
    accounts,
    caFiles,
    secrets,
    keys,
    machines: pasted,
    ...recorded,
    ...moving,
    ...keeping,
    ports,
    environments: createEnvironments({
      truth,
      registry,
      machines: sessions.machines,
      secrets: async () => [...(await accounts.tokens()), ...runSecrets.passwords()],
    }),
    window: () => window.current(),
    async snapshot() {
      await within(clock, RESTORE_LIMIT_MS, restored);
      const snapshot = truth.snapshot();
      window.snapshotTaken();
      return snapshot;
    },
    async saveSettings(change) {
      const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const settings = { ...truth.snapshot().truth.settings, ...known };
      const saved = await settingsFile.write(settings);
      if (!saved.ok) return saved;
      applyTheme(settings.theme);
      truth.set('settings', settings);
      return ok();
    },
  });
  return {
    handlers,
    sessions,
    restored,
    begin() {
      void keys.refresh();
      accounts.start();
      void records.restore().then(() => keeping.reconcile());
    },
  };
}
