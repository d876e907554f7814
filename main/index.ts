import { app, session as electronSession } from 'electron';
import { join } from 'node:path';
import { BuildCache } from './builds/build-cache.ts';
import { createBuilds } from './builds/builds.ts';
import type { Core } from './composition/core.ts';
import type { MadeAttention } from './composition/create-attention.ts';
import { createBuildHost } from './composition/create-build-host.ts';
import { BUILD_HOST_ACCOUNT } from './contract/buildhost-control.ts';
import type { CallHandlers } from './ipc/answer-call.ts';
import { lateHandlers } from './ipc/late-handlers.ts';
import { startRouter } from './ipc/router.ts';
import { createTruth } from './ipc/truth.ts';
import { systemClock } from './lib/clock.ts';
import { describe } from './lib/result.ts';
import type { ProviderSession } from './providers/provider.ts';
import { createRegistry } from './providers/registry.ts';
import { registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { createAppWindow } from './shell/app-window.ts';
import { dataFolderFault } from './shell/data-folder.ts';
import { giveUp } from './shell/give-up.ts';
import { openLogFile } from './shell/log-file.ts';
import { applyTheme } from './shell/main-window.ts';
import { setApplicationMenu } from './shell/menu.ts';
import { openStorage } from './shell/open-storage.ts';
import { APP_ORIGIN } from './shell/origin.ts';
import { limitPermissions, restrictContents } from './shell/permissions.ts';
import { quitInOrder, quitOnSignals } from './shell/quit.ts';
import { openSettingsFile } from './shell/settings-file.ts';

const builtFolder = join(import.meta.dirname, '..');

// Development and tests keep their data apart; a package always uses the folder the system gives it.
const ownFolder = process.env['JUMPSEAT_DATA_FOLDER'];
if (!app.isPackaged && ownFolder !== undefined) app.setPath('userData', ownFolder);

// Windows shows notifications of apps that it knows by this name; the installer says the same.
if (process.platform === 'win32') app.setAppUserModelId('dev.jumpseat.app');
registerAppScheme();
// Chromium refuses its sandbox to root, who must say so on the command line; this call would overrule that.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const dataFolder = app.getPath('userData');
const fault = dataFolderFault(dataFolder);
// Without a place to write to Electron would take the lock for somebody else's, and quit without a word.
if (fault !== undefined) void giveUp(`${dataFolder}, where Jumpseat keeps its data, cannot be used: ${fault}.`);
else if (app.requestSingleInstanceLock())
  run().catch((error: unknown) => giveUp(`Jumpseat could not start: ${describe(error)}.`));
else app.quit();

async function run(): Promise<void> {
  const log = openLogFile(dataFolder, app.isPackaged);
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log(`unhandled rejection: ${describe(reason)}`));

  // Disposed in reverse: first the links, then the machines they lead to.
  const resources = new AsyncDisposableStack();
  let isQuitting = (): boolean => false;
  // Until it is made, nothing is open that could be lost.
  let attention: MadeAttention = { take() {}, goesOn: () => false, mustAsk: () => false, quit: () => app.quit() };
  const clock = systemClock;
  const settings = openStorage({ folder: dataFolder, name: 'settings', what: 'The settings' }, log);
  const settingsFile = openSettingsFile(settings);
  const window = createAppWindow({
    preload: join(builtFolder, 'preload', 'index.cjs'),
    icon: join(app.getAppPath(), 'assets', 'icon.png'),
    settingsFile,
    clock,
    isQuitting: () => isQuitting(),
    log,
  });
  const truth = createTruth(settingsFile.read(), (patch) => {
    window.sendPatch(patch);
    attention.take(patch);
  });
  const registry = createRegistry();
  const builds = createBuilds(truth, registry, (accountId) => cache.note(accountId));
  const cache: BuildCache = resources.use(
    new BuildCache({
      // Not "cache": systems that ignore case would take it for Chromium's own.
      folder: join(dataFolder, 'build-cache'),
      clock,
      collect: (accountId) => builds.collect(accountId),
      log,
    }),
  );
  const core: Core = { dataFolder, builtFolder, clock, log, truth, registry, builds, cache, settingsFile, window };
  const buildHost = resources.use(createBuildHost(core));
  registry.add(buildHost);

  const handlers = Promise.withResolvers<CallHandlers>();
  restrictContents((what) => log(`blocked: ${what}`));
  resources.use(
    startRouter({
      handlers: lateHandlers(handlers.promise),
      isTrusted: (event) =>
        event.senderFrame !== null &&
        event.senderFrame === window.current()?.webContents.mainFrame &&
        event.senderFrame.origin === APP_ORIGIN,
      flush: truth.flush,
      log,
    }),
  );

  await app.whenReady();
  limitPermissions(electronSession.defaultSession);
  serveApp(electronSession.defaultSession, join(builtFolder, 'renderer'));
  applyTheme(truth.snapshot().truth.settings.theme);

  // First of all, so that the builds are there when the window asks for them.
  const early: ProviderSession[] = [];
  let takeSession = (session: ProviderSession): void => void early.push(session);
  const starting = buildHost.start((change) => {
    if (change.kind === 'session') takeSession(change.session);
    else builds.take(change);
  });

  window.open();
  setApplicationMenu(process.platform, {
    command: (command) => window.send('app.command', { command }),
    quit: () => attention.quit(),
  });
  app.on('second-instance', () => window.open());
  app.on('activate', () => window.open());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !attention.goesOn()) app.quit();
  });
  window.onWindow((opened) => {
    opened.on('close', (event) => {
      // Elsewhere, without an icon beside the clock, the app goes with its window.
      if (process.platform === 'darwin' || isQuitting() || !attention.mustAsk()) return;
      event.preventDefault();
      attention.quit();
    });
  });

  // Everything else is read and made while the window's own process starts.
  const making = import('./composition/create-services.ts').then(({ createServices }) =>
    createServices(core, resources),
  );
  isQuitting = quitInOrder({
    app,
    clock,
    shutDown: () => making.catch(() => {}).then(() => resources.disposeAsync()),
    log,
  });
  quitOnSignals(app);
  const made = await making;
  takeSession = (session) => made.sessions.take(session);
  for (const session of early) takeSession(session);
  handlers.resolve(made.handlers);

  void starting.then(async (started) => {
    if (!started.ok) return log(`build host: ${started.problem.message} ${started.problem.detail ?? ''}`);
    await made.restored;
    builds.listed(BUILD_HOST_ACCOUNT);
  });
  // Keychain, agent and services can wait for the first paint; whoever looks at the window cannot.
  await window.painted;
  if (isQuitting()) return;
  made.begin();
  const { createAttention } = await import('./composition/create-attention.ts');
  attention = createAttention(core, made.handlers, resources);
  await settings.whenIdle();
}
