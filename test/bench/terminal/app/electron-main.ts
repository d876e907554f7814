// A window with nothing but the real terminal, on the real transport: utility process, message port, sandboxed page
// under the app's own policy. For benches and tests, where the app itself has no session on a chosen SSH server.
import { app, BrowserWindow, ipcMain, session } from 'electron';
import { join } from 'node:path';
import { connectionCalls, connectionEvents } from '../../../../main/contract/connection-control.ts';
import { sizeSchema } from '../../../../main/contract/calls.ts';
import { brokerPort } from '../../../../main/ipc/port-broker.ts';
import { systemClock } from '../../../../main/lib/clock.ts';
import { SupervisedProcess } from '../../../../main/processes/supervised-process.ts';
import { registerAppScheme, serveApp } from '../../../../main/shell/app-protocol.ts';
import { APP_ORIGIN } from '../../../../main/shell/origin.ts';
import { appSettingsSchema, SETTINGS_VARIABLE } from './settings.ts';

const settings = appSettingsSchema.parse(JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}'));
const folder = import.meta.dirname;

registerAppScheme();
app.on('window-all-closed', () => app.quit());

function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    ...settings.bounds,
    frame: false,
    backgroundColor: '#0f1216',
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      additionalArguments: [
        `--terminal-app=${JSON.stringify({ cells: settings.cells, fontSize: settings.fontSize, scrollback: settings.scrollback })}`,
      ],
    },
  });
  window.webContents.on('console-message', ({ message }) => console.log(`page: ${message}`));
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

void app.whenReady().then(() => {
  serveApp(session.defaultSession, join(folder, 'page'));
  const connection = new SupervisedProcess({
    file: join(folder, 'connection.js'),
    name: 'connection',
    tables: { calls: connectionCalls, events: connectionEvents },
    clock: systemClock,
    log: (line) => console.log(line),
    onCrash: (detail) => console.log(`crashed: ${detail}`),
  });
  let opened = 0;
  connection.client.on('log', ({ line }) => console.log(line));
  connection.client.on('link', ({ state, problem }) => {
    console.log(`link ${state} ${problem?.message ?? ''}`);
    if (state === 'connected' && BrowserWindow.getAllWindows().length === 0) createWindow();
  });
  ipcMain.handle('attach', async (event, nonce: string, terminalId: string, rawSize: unknown) => {
    if (terminalId === `t${opened}`) {
      opened += 1;
      await connection.client.call('openTerminal', { machine: 0, terminalId });
    }
    const size = sizeSchema.parse(rawSize);
    return brokerPort(event.sender, nonce, (port) =>
      connection.client.call('attachTerminal', { terminalId, size }, [port]),
    );
  });
  void connection.client.call('connect', {
    machine: 0,
    endpoint: { kind: 'ssh', host: settings.host, port: settings.port, user: settings.user },
    identities: [{ kind: 'private-key', label: 'key', privateKey: settings.privateKey }],
  });
  app.on('quit', () => void connection[Symbol.asyncDispose]());
});
