import type { SimulatorClock } from '../lib/clock.ts';
import { Machine } from '../machine/machine.ts';

/**
 * How "Enable SSH" names the machine. `proxy`: the user name is the job; `direct`: address and port alone, with the host
 * key; `with-user`: as CircleCI's documentation shows it; `windows`: one line for each shell; `host-name`: as a runner of
 * one's own prints it.
 */
export type SshForm = 'proxy' | 'direct' | 'with-user' | 'windows' | 'host-name';

/** Where a machine answers that is not started by the simulator. */
export interface MachineAddress {
  host: string;
  port: number;
  /** "SHA256:…" */
  sha256: string;
}

interface Options {
  clock: SimulatorClock;
  jobId: string;
  form: SshForm;
  /** Lines of authorized_keys; without one there is no SSH. */
  keys: readonly string[];
  count: number;
  idleMs: number;
  maxMs: number;
  /** `real`: OpenSSH servers on 127.0.0.1. */
  machines: 'real' | MachineAddress;
  /** Takes the place of what the step would print. */
  text?: ((execution: number) => string) | undefined;
}

/** "2h0m0s", as Go prints durations. */
function goDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** The machines of one job that was run again with SSH, and the people on them. */
export class SshSession implements AsyncDisposable {
  readonly isEnabled: boolean;
  readonly #options: Options;
  readonly #machines: Machine[] = [];
  /** Open SSH sessions by machine; a connection without one does not count. */
  readonly #open = new Map<Machine, number>();
  #firstConnectedAt: number | undefined;
  #leftAt: number | undefined;

  private constructor(options: Options) {
    this.#options = options;
    this.isEnabled = options.keys.length > 0;
  }

  static async start(options: Options): Promise<SshSession> {
    const session = new SshSession(options);
    if (session.isEnabled && options.machines === 'real') await session.#startMachines();
    return session;
  }

  get machines(): readonly Machine[] {
    return this.#machines;
  }

  /** When the service takes the machines away if nothing else happens. */
  endsAt(workEndsAt: number): number {
    const { idleMs, maxMs } = this.#options;
    const longest = Math.max(workEndsAt, (this.#firstConnectedAt ?? workEndsAt) + maxMs);
    if ([...this.#open.values()].some((count) => count > 0)) return longest;
    return Math.min(longest, Math.max(workEndsAt, this.#leftAt ?? 0) + idleMs);
  }

  /** What the steps "Enable SSH" and "Wait for SSH" print. */
  linesOf(execution: number): string[] {
    const { form, text, jobId, idleMs, maxMs } = this.#options;
    if (text !== undefined) return text(execution).split('\n');
    const { host, port, sha256 } = this.#addressOf(execution);
    const what = form === 'proxy' ? 'job' : 'box';
    const intro = `You can now SSH into this ${what} if your SSH public key is added:`;
    // The real proxy answers at port 22 of a name of its own; this one answers where the machine is.
    if (form === 'proxy') return [intro, `    $ ssh -p ${port} ${jobId}-${execution}@${host}`];
    const commands = {
      direct: [`    $ ssh -p ${port} ${host}`],
      'with-user': [`    $ ssh -p ${port} ubuntu@${host}`],
      'host-name': [`    $ ssh -p ${port} localhost`],
      windows: ['bash.exe', 'cmd.exe', 'powershell.exe'].map((shell) => `    $ ssh -t -p ${port} ${host} -- ${shell}`),
    }[form];
    return [
      intro,
      ...commands,
      '',
      'Use the same SSH public key that you use for your VCS-provider (e.g., GitHub).',
      '',
      'RSA key fingerprint of the host is',
      `  ${sha256}`,
      '  MD5:35:8a:4a:b3:3f:3f:0d:ad:f8:36:44:ce:a7:6e:01:22',
      '',
      `This box will stay up for ${goDuration(maxMs)}, or until ${goDuration(idleMs)} passes without an active SSH session.`,
    ];
  }

  /** The machines go away. */
  async end(): Promise<void> {
    await Promise.all(this.#machines.map((machine) => machine.end()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#machines.map((machine) => machine[Symbol.asyncDispose]()));
  }

  #addressOf(execution: number): MachineAddress {
    const { machines } = this.#options;
    if (machines !== 'real') return { ...machines, port: machines.port + execution };
    const machine = this.#machines[execution];
    if (machine === undefined) throw new Error(`no machine ${execution}`);
    return { host: machine.host, port: machine.port, sha256: machine.hostKeySha256 };
  }

  async #startMachines(): Promise<void> {
    const { count, keys, jobId, clock } = this.#options;
    for (let index = 0; index < count; index += 1) {
      const machine = await Machine.start({
        name: `circleci-${index}`,
        users: ['circleci', 'ubuntu', `${jobId}-${index}`],
        authorizedKeys: keys,
        // The text names the RSA key; the server has another one too, as real ones do.
        hostKeys: ['rsa', 'ed25519'],
      });
      this.#machines.push(machine);
      machine.on('connect', () => {
        this.#firstConnectedAt ??= clock.now();
        this.#leftAt = clock.now();
      });
      machine.on('sessions', (count) => {
        this.#open.set(machine, count);
        if (count === 0) this.#leftAt = clock.now();
      });
    }
  }
}
