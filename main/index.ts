import { app, session as electronSession, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { createBuilds } from './builds/builds.ts';
import { buildHostCalls, buildHostEvents } from './contract/buildhost-control.ts';
import { connectionCalls, connectionEvents } from './contract/connection-control.ts';
import type { Events } from './contract/events.ts';
import type { EventName } from './contract/names.ts';
import type { Result } from './contract/problem.ts';
import type { Settings } from './contract/settings.ts';
import { createHandlers } from './handlers.ts';
import { startRouter } from './ipc/router.ts';
import { createTruth } from './ipc/truth.ts';
import { createRunSecrets } from './keychain/secret-store.ts';
import { systemClock } from './lib/clock.ts';
import { createRestartBudget } from './lib/restarts.ts';
import { describe } from './lib/result.ts';
import { SupervisedProcess } from './processes/supervised-process.ts';
import { createBuildHostProvider } from './providers/buildhost/build-host-provider.ts';
import { createRegistry } from './providers/registry.ts';
import { Sessions } from './sessions/sessions.ts';
import { registerAppScheme, serveApp } from './shell/app-protocol.ts';
import { dataFolderFault } from './shell/data-folder.ts';
import { giveUp } from './shell/give-up.ts';
import { openLogFile } from './shell/log-file.ts';
import { applyTheme, createMainWindow } from './shell/main-window.ts';
import { setApplicationMenu } from './shell/menu.ts';
import { APP_ORIGIN } from './shell/origin.ts';
import { denyPermissions, restrictContents } from './shell/permissions.ts';
import { quitInOrder } from './shell/quit.ts';
import { openSettingsFile } from './shell/settings-file.ts';

const builtFolder = join(import.meta.dirname, '..');
const os = ({ darwin: 'macos', win32: 'windows', linux: 'linux' } as const)[process.platform as string] ?? 'other';

// Development and tests keep their data apart; a package always uses the folder the system gives it.
const dataFolder = process.env['JUMPSEAT_DATA_FOLDER'];
if (!app.isPackaged && dataFolder !== undefined) app.setPath('userData', dataFolder);

registerAppScheme();
// Chromium refuses its sandbox to root, who must say so on the command line; this call would overrule that.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const folder = app.getPath('userData');
const fault = dataFolderFault(folder);
// Without a place to write to Electron would take the lock for somebody else's, and quit without a word.
if (fault !== undefined) void giveUp(`${folder}, where Jumpseat keeps its data, cannot be used: ${fault}.`);
else if (app.requestSingleInstanceLock())
  run().catch((error: unknown) => giveUp(`Jumpseat could not start: ${describe(error)}.`));
else app.quit();

async function run(): Promise<void> {
  const resources = new AsyncDisposableStack();
  const log = openLogFile(folder, app.isPackaged);
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log(`unhandled rejection: ${describe(reason)}`));

  let window: BrowserWindow | undefined;
  const send = <N extends EventName>(name: N, payload: Events[N]): void => {
    if (window !== undefined && !window.isDestroyed()) window.webContents.send(name, payload);
  };

  const settingsFile = openSettingsFile(folder);
  const truth = createTruth(settingsFile.read(), (patch) => send('state.patch', patch));
  const restarts = createRestartBudget(systemClock, 3, 60_000);
  const provider = createBuildHostProvider({
    clock: systemClock,
    dataFolder: join(folder, 'build-host'),
    os,
    mayRestart: () => restarts.mayRestart(),
    log,
    launch: (onCrash) =>
      new SupervisedProcess({
        file: join(builtFolder, 'main', 'buildhost.js'),
        name: 'Jumpseat Build Host',
        tables: { calls: buildHostCalls, events: buildHostEvents },
        clock: systemClock,
        log,
        onCrash,
      }),
  });
  const registry = createRegistry([provider]);
  const builds = createBuilds(truth, registry);
  const sessions = new Sessions({
    truth,
    registry,
    builds,
    secrets: createRunSecrets(),
    clock: systemClock,
    log,
    launchConnection: (sessionId, onCrash) =>
      new SupervisedProcess({
        file: join(builtFolder, 'main', 'connection.js'),
        name: `Jumpseat Connection ${sessionId}`,
        tables: { calls: connectionCalls, events: connectionEvents },
        clock: systemClock,
        log,
        onCrash,
      }),
  });

  restrictContents((what) => log(`blocked: ${what}`));
  const saveSettings = (settings: Settings): Result<undefined> => {
    const saved = settingsFile.write(settings);
    if (saved.ok) applyTheme(settings.theme);
    return saved;
  };
  resources.use(
    startRouter({
      handlers: createHandlers({ truth, registry, builds, sessions, window: () => window, saveSettings }),
      isTrusted: (event) =>
        event.senderFrame !== null &&
        event.senderFrame === window?.webContents.mainFrame &&
        event.senderFrame.origin === APP_ORIGIN,
      log,
    }),
  );

  await app.whenReady();
  denyPermissions(electronSession.defaultSession);
  serveApp(electronSession.defaultSession, join(builtFolder, 'renderer'));
  applyTheme(truth.snapshot().truth.settings.theme);

  // First of all, so that the builds are there when the window asks for them.
  const starting = provider.start((change) => {
    if (change.kind === 'session') sessions.take(change.session);
    else builds.take(change);
  });

  let isQuitting = (): boolean => false;
  const windowRestarts = createRestartBudget(systemClock, 3, 60_000);
  const openWindow = (): void => {
    if (isQuitting()) return;
    if (window !== undefined && !window.isDestroyed()) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return;
    }
    window = createMainWindow({
      preload: join(builtFolder, 'preload', 'index.cjs'),
      settingsFile,
      icon: join(app.getAppPath(), 'assets', 'icon.png'),
    });
    window.on('closed', () => {
      window = undefined;
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      log(`window process gone: ${details.reason}`);
      if (details.reason === 'clean-exit') return;
      if (windowRestarts.mayRestart()) window?.reload();
      else void giveUp('The window stopped working several times in a row. Jumpseat quits; what was built is kept.');
    });
  };
  openWindow();
  setApplicationMenu(process.platform, { command: (command) => send('app.command', { command }) });
  app.on('second-instance', openWindow);
  app.on('activate', openWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  // Disposed in reverse: first the links, then the machines they lead to.
  resources.use(provider);
  resources.use(sessions);
  isQuitting = quitInOrder({ app, clock: systemClock, shutDown: () => resources.disposeAsync(), log });

  const started = await starting;
  if (!started.ok) log(`build host: ${started.problem.message} ${started.problem.detail ?? ''}`);
}
