import type { Problem, Result } from '../../../contract/problem.ts';
import { describe, fail, ok } from '../../../lib/result.ts';
import type { CommandExit, ExecChannel } from '../../remote/exec-channel.ts';
import { orAborted, unlessAborted } from '../aborted.ts';
import type { MoveContext } from '../mover.ts';
import { TarMessages } from './tar-messages.ts';
import type { TarComplaint } from './tar-messages.ts';

/** Room on its way from the machine, for links that are far away. */
const WINDOW_BYTES = 16 * 1024 * 1024;
/** What was broken off ends soon, or is not waited for. */
const BROKEN_END_MS = 5_000;
/** What shells say of a command they do not have, or may not run (POSIX, 2.8.2). */
const NO_COMMAND = new Set([126, 127]);
/** Busybox is built with more or with fewer options. */
const NO_OPTION = /(invalid|unrecognized|unknown|illegal) option/i;
/** GNU's: some files had trouble, the rest is as it should be. BSD's and busybox's have 1 for it. */
const TROUBLE = new Set([1, 2]);

/** One tar at work on the machine. */
export class TarRun implements AsyncDisposable {
  readonly channel: ExecChannel;
  readonly messages: TarMessages;
  readonly #context: MoveContext;
  /** One that is given up comes to its own end: it still writes what it was sent before, and one can wait for that. */
  isLeft = false;
  #failure: Error | undefined;

  private constructor(context: MoveContext, channel: ExecChannel, onComplaint: (complaint: TarComplaint) => void) {
    this.#context = context;
    this.channel = channel;
    this.messages = new TarMessages(channel.errors, (complaint) => {
      if (this.messages.isDiskFull) this.#close();
      onComplaint(complaint);
    });
    context.signal.addEventListener('abort', this.#close, { once: true });
  }

  static async start(
    context: MoveContext,
    command: string,
    onComplaint: (complaint: TarComplaint) => void,
  ): Promise<Result<TarRun>> {
    if (context.signal.aborted) return fail('cancelled', 'The transfer was stopped.');
    const opening = context.machine.exec(command, { windowBytes: WINDOW_BYTES });
    const opened = await unlessAborted(opening, context.signal, (late) => late.close());
    return opened.ok ? ok(new TarRun(context, opened.value, onComplaint)) : opened;
  }

  /** False when it broke off, was given up, or tar ended first. */
  async whileRunning(work: Promise<void>): Promise<boolean> {
    const done = work.then(
      () => true,
      (error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(describe(error));
        this.#close();
        return false;
      },
    );
    return (await orAborted(done, this.#context.signal)) ?? false;
  }

  /**
   * The exit code once it has ended: 0, or one that means trouble with some files. Anything else is a problem.
   * @param limitMs how long it may still take
   */
  async end(limitMs = Number.POSITIVE_INFINITY): Promise<Result<number>> {
    const { machine, signal, log } = this.#context;
    const exit = await orAborted(this.#exitWithin(this.#failure === undefined ? limitMs : BROKEN_END_MS), signal);
    if (signal.aborted) return fail('cancelled', 'The transfer was stopped.');
    if (machine.lost.aborted) return { ok: false, problem: lostProblem(machine.lost) };
    if (exit === undefined) return fail('timed-out', 'tar on the machine does not end.', 'Try again.');
    const detail = [this.messages.text, this.#failure?.message].filter((text) => text !== undefined && text !== '');
    if (exit.code !== 0) log(`tar ended with ${exit.code ?? exit.signal ?? 'nothing'}: ${detail.join('; ')}`);
    if (this.messages.isDiskFull)
      return fail('disk-full', 'The disk of the machine is full.', 'Make room, then resume.');
    if (exit.code !== undefined && NO_COMMAND.has(exit.code)) {
      return fail('not-supported', 'There is no tar on the machine.', undefined, detail.join('; '));
    }
    if (exit.code !== 0 && NO_OPTION.test(detail.join('; '))) {
      return fail('not-supported', 'The tar on the machine cannot do this.', undefined, detail.join('; '));
    }
    if (exit.code === 0 || (exit.code !== undefined && TROUBLE.has(exit.code))) return ok(exit.code);
    return fail('storage-failed', 'tar on the machine broke off.', 'Try again.', detail.join('; '));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#context.signal.removeEventListener('abort', this.#close);
    this.#close();
    return Promise.resolve();
  }

  /** Undefined when it takes too long. */
  async #exitWithin(limitMs: number): Promise<CommandExit | undefined> {
    if (limitMs === Number.POSITIVE_INFINITY) return this.channel.exit;
    let cancel = () => {};
    const late = new Promise<undefined>((resolve) => {
      cancel = this.#context.clock.after(limitMs, () => resolve(undefined));
    });
    const exit = await Promise.race([this.channel.exit, late]);
    cancel();
    return exit;
  }

  // Also for a machine that does not answer any more: whoever reads or writes hears of it at once.
  readonly #close = (): void => {
    if (this.isLeft) return this.channel.leave();
    this.channel.output.destroy();
    this.channel.input.destroy();
    this.channel.close();
  };
}

/** Why the connection is gone. */
function lostProblem(lost: AbortSignal): Problem {
  const reason: unknown = lost.reason;
  const isProblem = typeof reason === 'object' && reason !== null && 'code' in reason && 'message' in reason;
  return isProblem ? (reason as Problem) : fail('connection-lost', 'The connection to the machine was lost.').problem;
}
