import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { electronRuntime } from '../../../scripts/setup/electron-runtime.mjs';
import { cacheFolder, root } from '../../../scripts/setup/paths.mjs';
import type { Seen, TryRequest } from './transports.ts';

/** Chromium's transport in an Electron of its own, without a window. */
export class ChromiumProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, (seen: Seen) => void>();
  #nextId = 1;

  private constructor(folder: string, electron: string) {
    this.#folder = folder;
    const { ELECTRON_RUN_AS_NODE: _asNode, ...environment } = process.env;
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const headless = process.platform === 'linux' ? ['--ozone-platform=headless'] : [];
    this.#child = spawn(electron, [...asRoot, ...headless, folder], {
      env: { ...environment, HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  }

  static async start(): Promise<ChromiumProcess> {
    mkdirSync(cacheFolder, { recursive: true });
    const folder = mkdtempSync(join(cacheFolder, 'chromium-host-'));
    await build({
      configFile: false,
      logLevel: 'warn',
      root,
      build: {
        outDir: folder,
        target: 'node24',
        minify: false,
        lib: { entry: join(import.meta.dirname, 'chromium-process.ts'), formats: ['es'], fileName: 'index' },
        rollupOptions: { external: ['electron', /^node:/] },
      },
    });
    const manifest = { name: 'chromium-host', version: '0.0.0', type: 'module', main: 'index.js' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const runtime = electronRuntime();
    if (runtime === undefined) throw new Error('There is no Electron runtime yet.');
    const host = new ChromiumProcess(folder, runtime.binary);
    await host.#ready();
    return host;
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.once('exit', (code) => reject(new Error(`Electron ended with ${code}`)));
      if (this.#child.stdout === null) return;
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        if (line === 'ready') resolve();
        if (!line.startsWith('reply ')) return;
        const { id, ...seen } = JSON.parse(line.slice(6)) as Seen & { id: number };
        this.#waiting.get(id)?.(seen);
      });
    });
  }

  readonly send = (request: TryRequest): Promise<Seen> =>
    new Promise((resolve) => {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve);
      this.#child.stdin?.write(`${JSON.stringify({ headers: {}, names: [], method: 'GET', ...request, id })}\n`);
    });

  async [Symbol.asyncDispose](): Promise<void> {
    const gone =
      this.#child.exitCode === null ? new Promise((resolve) => this.#child.once('exit', resolve)) : undefined;
    this.#child.stdin?.end();
    await gone;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
