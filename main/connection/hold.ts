import type { Clock } from '../lib/clock.ts';
import type { ExecChannel } from './remote/exec-channel.ts';
import type { MachineFiles } from './remote/machine-files.ts';

/** A session that does nothing: it waits for input that never comes. */
const IDLE_COMMAND = 'cat';
/** A channel that ended by itself is opened again after this; milliseconds. */
const AGAIN_MS = 30_000;

type Machine = Pick<MachineFiles, 'exec'>;

interface Options {
  clock: Clock;
  log(line: string): void;
}

/**
 * Keeps one idle channel of the kind "session" (RFC 4254, 6.1) open on a machine, on every link that comes, until it is
 * switched off: there are services that keep a machine for as long as somebody has one.
 */
export class MachineHold implements Disposable {
  readonly #options: Options;
  #isOn = false;
  #machine: Machine | undefined;
  #command = IDLE_COMMAND;
  /** Counts up with everything that makes an earlier attempt void. */
  #round = 0;
  #channel: ExecChannel | undefined;
  #cancel = (): void => {};

  constructor(options: Options) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  switch(isOn: boolean): void {
    if (this.#isOn === isOn) return;
    this.#isOn = isOn;
    this.#begin();
  }

  /** @param shell where the login shell is not the one to work in: the command that starts one, which waits for input too */
  connected(machine: Machine, shell?: string): void {
    this.#machine = machine;
    this.#command = shell === undefined || shell === '' ? IDLE_COMMAND : shell;
    this.#begin();
  }

  lost(): void {
    this.#machine = undefined;
    this.#begin();
  }

  [Symbol.dispose](): void {
    this.#isOn = false;
    this.lost();
  }

  #begin(): void {
    this.#round += 1;
    this.#cancel();
    this.#channel?.close();
    this.#channel = undefined;
    if (this.#isOn && this.#machine !== undefined) void this.#open(this.#machine, this.#round);
  }

  async #open(machine: Machine, round: number): Promise<void> {
    const { log } = this.#options;
    const opened = await machine.exec(this.#command);
    if (round !== this.#round) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (!opened.ok) {
      log(`no channel to hold the machine: ${opened.problem.message}`);
      return this.#again(machine, round);
    }
    const channel = opened.value;
    this.#channel = channel;
    for (const stream of [channel.output, channel.errors]) stream.on('error', () => {}).resume();
    channel.input.on('error', () => {});
    log('an open channel holds the machine');
    await channel.exit;
    if (round === this.#round) this.#again(machine, round);
  }

  #again(machine: Machine, round: number): void {
    this.#channel = undefined;
    this.#cancel = this.#options.clock.after(AGAIN_MS, () => void this.#open(machine, round));
  }
}
