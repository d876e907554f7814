import react from '@vitejs/plugin-react';
import { writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../../scripts/setup/paths.mjs';

const appFolder = join(root, 'test/bench/terminal/app');
const builtins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

async function buildNode(input: Record<string, string>, format: 'es' | 'cjs', outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      lib: { entry: input, formats: [format] },
      rollupOptions: {
        external: ['electron', 'ssh2', ...builtins],
        output: { entryFileNames: format === 'es' ? '[name].js' : '[name].cjs' },
      },
    },
  });
}

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
