import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { splitWasm } from './scripts/lib/split-wasm.mjs';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Bundled and small: three processes read it at each start. What package.json lists as dependencies stays outside.
      minify: true,
      license: { fileName: 'licenses.md' },
      rollupOptions: {
        input: {
          index: 'main/index.ts',
          connection: 'main/connection/index.ts',
          buildhost: 'main/buildhost/index.ts',
          'open-key': 'main/keys/open-key-worker.ts',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is one CommonJS file.
      rollupOptions: {
        input: { index: 'main/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
      externalizeDeps: false,
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      outDir: 'out/renderer',
      rollupOptions: {
        input: {
          index: 'renderer/index.html',
          vnc: 'renderer/frames/vnc/index.html',
          rdp: 'renderer/frames/rdp/index.html',
        },
      },
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // Left out by electron-vite; half the code to read at each start.
      minify: true,
      license: { fileName: 'licenses.md' },
    },
    plugins: [react(), splitWasm()],
  },
});
