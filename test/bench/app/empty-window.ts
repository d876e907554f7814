import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An Electron app that shows one window of one colour and nothing else: the least any Electron app can do. */
export function writeEmptyWindow(folder: string, colour: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'empty-window', version: '1.0.0', main: 'main.cjs' }),
  );
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.setPath('userData', ${JSON.stringify(join(folder, 'data'))});
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadURL('data:text/html,<body style="background:${encodeURIComponent(colour)}">');
});
app.on('window-all-closed', () => app.quit());
`,
  );
}
