import type { ListeningPort, MachinePorts } from '../../contract/forward.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';
import { readListening } from './listening-lines.ts';
import { ANSWER_BYTES, listeningScript, windowsListeningCommand } from './listening-script.ts';

/** Pauses between two looks: the first after something changed, each next one while nothing does, then the last. */
export const LOOK_PAUSES_MS = [3_000, 3_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000] as const;
/** Windows takes a second of work for each look. */
const WINDOWS_PAUSE_MS = 15_000;
/** Start-up files of shells can be slow, and so is the start of PowerShell. */
const LOOK_TIMEOUT_MS = 15_000;

interface Options {
  machine: number;
  clock: Clock;
  files(): MachineFiles | undefined;
  onPorts(ports: MachinePorts): void;
}

/** Lists what listens on one machine, again and again, until it is disposed of. While the link is lost it waits. */
export class PortWatch implements Disposable {
  readonly #options: Options;
  readonly #ending = new AbortController();
  #cancel = () => {};
  #isLooking = false;
  #calmLooks = 0;
  #last = '';

  constructor(options: Options) {
    this.#options = options;
    void this.#look();
  }

  /** Something may have changed: looks now, and often for a while. */
  hurry(): void {
    this.#calmLooks = 0;
    this.#cancel();
    void this.#look();
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
    this.#cancel();
  }

  async #look(): Promise<void> {
    const files = this.#options.files();
    if (files === undefined || this.#isLooking || this.#ending.signal.aborted) return;
    this.#isLooking = true;
    const looked = await lookAtPorts(files, this.#ending.signal);
    this.#isLooking = false;
    if (this.#ending.signal.aborted) return;
    // The link came back meanwhile; while it is gone, `hurry` is waited for.
    if (files !== this.#options.files()) return void this.#look();
    if (!looked.ok && looked.problem.code === 'connection-lost') return;
    // What was found before still stands while there is no room for another look.
    if (looked.ok || looked.problem.code !== 'busy' || this.#last === '') this.#report(looked);
    const pauseMs = LOOK_PAUSES_MS[Math.min(this.#calmLooks, LOOK_PAUSES_MS.length - 1)] ?? 0;
    this.#calmLooks += 1;
    const isSlow = looked.ok && looked.value.isSlow;
    this.#cancel = this.#options.clock.after(Math.max(pauseMs, isSlow ? WINDOWS_PAUSE_MS : 0), () => void this.#look());
  }

  #report(looked: Result<{ ports: ListeningPort[] }>): void {
    const { machine, onPorts } = this.#options;
    const said: MachinePorts = looked.ok
      ? { machine, ports: looked.value.ports }
      : { machine, ports: [], problem: explain(looked.problem) };
    const text = JSON.stringify(said);
    if (text === this.#last) return;
    this.#last = text;
    this.#calmLooks = 0;
    onPorts(said);
  }
}

/** One look with one command. `not-supported`, `busy`, `connection-lost`, `timed-out` */
export async function lookAtPorts(
  files: MachineFiles,
  signal?: AbortSignal,
): Promise<Result<{ ports: ListeningPort[]; isSlow: boolean }>> {
  const able = await files.abilities();
  if (!able.ok && able.problem.code !== 'not-supported') return able;
  const isWindows = able.ok && able.value.os === 'windows';
  const command = isWindows ? windowsListeningCommand : scriptCommand(listeningScript);
  const ran = await files.run(command, { maxBytes: ANSWER_BYTES, timeoutMs: LOOK_TIMEOUT_MS, signal });
  if (!ran.ok) return ran;
  const ports = readListening(ran.value.output.toString('utf8'));
  if (ports === undefined) return fail('not-supported', 'This machine runs no commands that tell what listens on it.');
  return ok({ ports, isSlow: isWindows });
}

function explain(reason: Problem): Problem {
  const { code, message } = reason;
  return problem(
    code,
    code === 'not-supported' ? message : 'What listens on this machine cannot be listed.',
    'Ports can still be forwarded by their number.',
    code === 'not-supported' ? reason.detail : `${message} ${reason.detail ?? ''}`.trim(),
  );
}
