import type { HostedDesktop } from '../../contract/buildhost-control.ts';
import type { Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { type Desktop, type DesktopOptions, startDesktop } from './desktop.ts';
import { findDesktopPrograms } from './find-programs.ts';

interface Options extends Omit<DesktopOptions, 'programs'> {
  log(line: string): void;
}

/** The desktop of one machine: made when it is first wanted, there once, and made anew when its X server went. */
export class MachineDesktop implements AsyncDisposable {
  readonly #options: Options;
  #starting: Promise<Result<Desktop>> | undefined;
  #running: Desktop | undefined;
  /** Settles when nothing is left of the one before. */
  #cleared: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Why there can be none and what helps, for people; empty when there can be one. */
  get support(): { missing?: string } {
    const found = findDesktopPrograms(this.#options.environment);
    return 'missing' in found ? found : {};
  }

  /** What programs need to show their windows on it; nothing while it does not run. */
  get environment(): Record<string, string> {
    return this.#running?.environment ?? {};
  }

  /** Where it answers; starts it if need be. `not-supported`, `session-ended`, `timed-out`, `process-crashed` */
  async open(): Promise<Result<HostedDesktop>> {
    if (!this.#isOver) this.#starting ??= this.#start();
    const started = await this.#starting;
    if (this.#isOver || started === undefined) return fail('session-ended', 'This session has ended.');
    return started.ok ? ok(started.value.address) : started;
  }

  async #start(): Promise<Result<Desktop>> {
    await this.#cleared;
    const started = await this.#startNow();
    if (!started.ok) {
      this.#starting = undefined;
      this.#options.log(`${this.#options.title}: ${started.problem.message} ${started.problem.detail ?? ''}`);
      return started;
    }
    this.#running = started.value;
    void started.value.ended.then((lastWords) => this.#ended(started.value, lastWords));
    return started;
  }

  async #startNow(): Promise<Result<Desktop>> {
    const programs = findDesktopPrograms(this.#options.environment);
    if ('missing' in programs) return fail('not-supported', programs.missing);
    try {
      return await startDesktop({ ...this.#options, programs });
    } catch (error) {
      return fail('internal', 'The desktop could not be started.', 'Look at the details.', describe(error));
    }
  }

  #ended(desktop: Desktop, lastWords: string): void {
    if (this.#isOver || this.#running !== desktop) return;
    this.#options.log(`${this.#options.title}: the desktop ended unexpectedly. ${lastWords}`);
    this.#running = undefined;
    this.#starting = undefined;
    this.#cleared = Promise.resolve(desktop[Symbol.asyncDispose]());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    const started = await this.#starting;
    if (started?.ok === true) await started.value[Symbol.asyncDispose]();
    await this.#cleared;
  }
}
