import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import { isWindowsPath, PROBE_BYTES, PROBE_TIMEOUT_MS, probeCommand, readProbe } from './abilities.ts';
import type { ShellAbilities } from './abilities.ts';
import { ChannelPool } from './channel-pool.ts';
import type { CommandResult, Commands, ExecChannel, RunOptions } from './exec-channel.ts';
import type { FileAbilities, MachineFiles } from './machine-files.ts';
import type { FileChannel, RemoteFiles } from './remote-files.ts';
import { runCommand } from './run-command.ts';

/** More channels than this make nothing faster, and OpenSSH gives ten to terminals and files together. */
export const MAX_CHANNELS = 8;

/** What a connection must be able to do; `SshConnection` is one. */
interface Connection extends Pick<Commands, 'exec'> {
  openSftp(): Promise<Result<FileChannel>>;
  readonly lost: AbortSignal;
}

interface Options {
  connection: Connection;
  clock: Clock;
  /** Files by commands of a shell, where there is no SFTP. */
  openShellFiles?: ((commands: Commands, abilities: FileAbilities) => RemoteFiles) | undefined;
  /** What the heartbeat measured last. */
  latencyMs?: (() => number | undefined) | undefined;
}

/** The files of a machine for as long as one connection to it lasts. */
export class ConnectedFiles implements MachineFiles, AsyncDisposable {
  readonly lost: AbortSignal;
  readonly #options: Options;
  readonly #browsing: ChannelPool;
  readonly #moving: ChannelPool;
  #abilities: Promise<Result<FileAbilities>> | undefined;
  #shellFiles: RemoteFiles | undefined;
  #measuredMs: number | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.lost = options.connection.lost;
    const open = () => options.connection.openSftp();
    this.#browsing = new ChannelPool(open, options.clock);
    this.#moving = new ChannelPool(open, options.clock);
  }

  get latencyMs(): number | undefined {
    return this.#options.latencyMs?.() ?? this.#measuredMs;
  }

  exec(command: string, options?: { windowBytes?: number }): Promise<Result<ExecChannel>> {
    return this.#options.connection.exec(command, options);
  }

  run(command: string, options: RunOptions): Promise<Result<CommandResult>> {
    return runCommand(() => this.exec(command), this.#options.clock, this.lost, options);
  }

  async abilities(): Promise<Result<FileAbilities>> {
    const asked = (this.#abilities ??= this.#findOut());
    const found = await asked;
    // Another time there may be room for a channel.
    if (!found.ok && this.#abilities === asked) this.#abilities = undefined;
    return found;
  }

  async channels(count: number): Promise<Result<readonly [RemoteFiles, ...RemoteFiles[]]>> {
    const wanted = Math.max(1, Math.min(Math.floor(count), MAX_CHANNELS));
    const grown = await this.#moving.grow(wanted);
    const [first, ...others] = this.#moving.channels.slice(0, wanted);
    if (first !== undefined) return ok([first, ...others] as const);
    if (!grown.ok && isRefusal(grown.problem)) {
      // With room for a single channel, everything goes through it.
      const shared = await this.browse();
      return shared.ok ? ok([shared.value] as const) : shared;
    }
    return grown.ok ? this.#gone() : grown;
  }

  async browse(): Promise<Result<RemoteFiles>> {
    if (this.#shellFiles !== undefined) return ok(this.#shellFiles);
    const channel = await this.#sftp();
    if (channel.ok) return channel;
    const [shared] = this.#moving.channels;
    if (channel.problem.code === 'busy' && shared !== undefined) return ok(shared);
    if (!isMissing(channel.problem)) return channel;
    const abilities = await this.abilities();
    if (!abilities.ok) return abilities;
    this.#shellFiles ??= this.#options.openShellFiles?.(this, abilities.value);
    return this.#shellFiles === undefined ? channel : ok(this.#shellFiles);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#browsing.close();
    this.#moving.close();
    this.#shellFiles?.close();
    await Promise.resolve();
  }

  async #sftp(): Promise<Result<FileChannel>> {
    const grown = await this.#browsing.grow(1);
    const [channel] = this.#browsing.channels;
    if (channel !== undefined) return ok(channel);
    return grown.ok ? this.#gone() : grown;
  }

  async #findOut(): Promise<Result<FileAbilities>> {
    const channel = await this.#sftp();
    if (!channel.ok && !isMissing(channel.problem)) return channel;
    const sftpHome = channel.ok ? await this.#measured(() => channel.value.realPath('.')) : undefined;
    if (sftpHome?.ok === false) return sftpHome;
    const probed = await this.#probeShell();
    if (!probed.ok) {
      // Asked again next time: then there may be room for a command.
      if (sftpHome === undefined || probed.problem.code === 'connection-lost') return probed;
      this.#abilities = undefined;
    }
    const shell = probed.ok ? probed.value : undefined;
    if (sftpHome === undefined) {
      if (shell !== undefined) {
        const { start: _start, ...abilities } = shell;
        return ok({ ...abilities, via: 'shell', os: 'posix', hasShell: true });
      }
      return fail(
        'not-supported',
        'Files of this machine cannot be shown: it offers no file service (SFTP), and runs no commands of a POSIX shell.',
        'Whoever looks after the machine can switch on SFTP, for OpenSSH with the line "Subsystem sftp" in sshd_config.',
      );
    }
    const home = sftpHome.value;
    // SFTP may show another tree than the shell sees (a chroot, the virtual root of a NAS, drives of Windows); a command
    // would then work on the wrong files. SFTP begins where commands begin, which is not the home folder everywhere.
    const isSameTree = shell !== undefined && (shell.home === home || (shell.start === home && home !== '/'));
    return ok({
      via: 'sftp',
      os: isWindowsPath(home) ? 'windows' : 'posix',
      hasShell: isSameTree,
      tar: isSameTree ? shell.tar : undefined,
      sha256: isSameTree ? shell.sha256 : undefined,
      hasGit: isSameTree && shell.hasGit,
      home,
    });
  }

  /** What the shell can do, undefined when there is none. A failure may be another another time. */
  async #probeShell(): Promise<Result<ShellAbilities | undefined>> {
    const answer = await this.run(probeCommand, { maxBytes: PROBE_BYTES, timeoutMs: PROBE_TIMEOUT_MS });
    if (answer.ok) return ok(readProbe(answer.value.output.toString()));
    return ['not-supported', 'too-large', 'timed-out'].includes(answer.problem.code) ? ok(undefined) : answer;
  }

  async #measured<T>(ask: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    const askedAt = clock.now();
    const answer = await ask();
    this.#measuredMs = Math.max(0, clock.now() - askedAt);
    return answer;
  }

  #gone(): { ok: false; problem: Problem } {
    if (this.lost.aborted) return { ok: false, problem: this.lost.reason as Problem };
    return fail('connection-lost', 'The machine ended the file connection (SFTP).', 'Try again: a new one is opened.');
  }
}

/** There is no usable SFTP, and there will be none on this connection. */
function isMissing({ code }: Problem): boolean {
  return code === 'not-supported' || code === 'protocol-error';
}

function isRefusal(problem: Problem): boolean {
  return problem.code === 'busy' || isMissing(problem);
}
