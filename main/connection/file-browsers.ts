import type { Clock } from '../lib/clock.ts';
import { FileBrowserPort } from './files/file-browser-port.ts';
import type { MachineFiles } from './remote/machine-files.ts';
import type { StreamPort } from './stream-port.ts';

interface Options {
  clock: Clock;
  /** Those of a machine while it is connected. */
  files(machine: number): MachineFiles | undefined;
  log(line: string): void;
}

/** The file browsers of the window, on all machines of a session. They outlive lost links. */
export class FileBrowsers implements AsyncDisposable {
  readonly #options: Options;
  readonly #browsers = new Map<FileBrowserPort, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  attach(machine: number, port: StreamPort): void {
    const { clock, files, log } = this.#options;
    const browser: FileBrowserPort = new FileBrowserPort({
      port,
      clock,
      machine: () => files(machine),
      log: (line) => log(`files of machine ${machine}: ${line}`),
      onClose: () => this.#browsers.delete(browser),
    });
    this.#browsers.set(browser, machine);
  }

  linkChanged(machine: number, isConnected: boolean): void {
    for (const [browser, of] of this.#browsers) if (of === machine) browser.linkChanged(isConnected);
  }

  async closeAll(machine: number): Promise<void> {
    for (const [browser, of] of [...this.#browsers]) if (of === machine) await browser[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const browser of [...this.#browsers.keys()]) await browser[Symbol.asyncDispose]();
  }
}
