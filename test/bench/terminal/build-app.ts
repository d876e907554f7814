import react from '@vitejs/plugin-react';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../../scripts/setup/paths.mjs';
import { buildNode } from '../../fixtures/electron-app/build-node.ts';

const appFolder = join(root, 'test/bench/terminal/app');

/** Builds the window with the terminal from the sources as they are. `outDir` is then what Electron is started with. */
export async function buildTerminalApp(outDir: string): Promise<void> {
  await buildNode(
    { 'electron-main': join(appFolder, 'electron-main.ts'), connection: join(root, 'main/connection/index.ts') },
    'es',
    outDir,
  );
  await buildNode({ preload: join(appFolder, 'preload.ts') }, 'cjs', outDir);
  await build({
    configFile: false,
    logLevel: 'warn',
    root: appFolder,
    plugins: [react()],
    build: {
      outDir: join(outDir, 'page'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  writeFileSync(
    join(outDir, 'package.json'),
    JSON.stringify({ name: 'terminal-app', version: '0.0.0', type: 'module', main: 'electron-main.js' }),
  );
}
