import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import type { KeyPair, KeyType } from '../../fixtures/sshd.ts';
import { writeProject } from './project.ts';

const WRAPPER = `/usr/lib/${arch() === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/libnss_wrapper.so`;

function reason(): string | undefined {
  if (process.platform !== 'linux') return 'simulated machines need Linux (OpenSSH with nss_wrapper)';
  if (sshdMissing !== undefined) return sshdMissing;
  if (!existsSync(WRAPPER)) return `${WRAPPER} is not installed (Debian package libnss-wrapper)`;
  return existsSync('/usr/bin/openssl') ? undefined : 'openssl is not installed (Debian package openssl)';
}

/** Why simulated machines cannot run here, or undefined when they can. */
export const machineMissing = reason();

/** What opens the machine for one user name. */
export interface Access {
  /** Lines of authorized_keys. */
  authorizedKeys?: readonly string[];
  password?: string;
}

export interface MachineOptions extends Access {
  /** Names that may sign in with the `authorizedKeys` and `password` given here; more can be let in later. */
  users?: readonly string[];
  /** What the machine is called in its prompt and in `~/machine-name`. */
  name?: string;
  hostKeys?: KeyType[];
  /** Further lines of sshd_config. */
  config?: string[];
}

interface MachineEvents {
  connect: [user: string];
  disconnect: [user: string];
  /** How many channels of the kind "session" (RFC 4254, 6.1) are open now, on all connections. */
  sessions: [count: number];
}

/**
 * A machine of a CI service: a real OpenSSH server on 127.0.0.1 whose users exist nowhere else. All of them are the one
 * who runs the test, in a home folder of their own with the project whose build failed.
 */
export class Machine extends EventEmitter<MachineEvents> implements AsyncDisposable {
  readonly host = '127.0.0.1';
  /** Home folder on the machine. */
  readonly home: string;
  readonly name: string;
  readonly #sshd: Sshd;
  readonly #accesses = new Map<string, Access>();
  #logEnd = 0;
  #isGone = false;
  /** Ids of open session channels, by the port of their client. */
  readonly #sessions = new Map<string, Set<string>>();

  private constructor(sshd: Sshd, name: string) {
    super();
    this.#sshd = sshd;
    this.name = name;
    this.home = sshd.home;
  }

  static async start(options: MachineOptions = {}): Promise<Machine> {
    if (machineMissing !== undefined) throw new Error(machineMissing);
    const { users = [], name = 'machine', config = [], hostKeys, ...access } = options;
    const sshd = new Sshd({
      ...(hostKeys === undefined ? {} : { hostKeys }),
      config: (folder) => [...config, ...settings(folder)],
      environment: (folder) => ({
        LD_PRELOAD: WRAPPER,
        NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
        NSS_WRAPPER_GROUP: join(folder, 'group'),
        NSS_WRAPPER_SHADOW: join(folder, 'shadow'),
      }),
    });
    const machine = new Machine(sshd, name);
    machine.#furnish();
    for (const user of users) machine.allow(user, access);
    sshd.onLog = () => machine.#readLog();
    await sshd.start();
    return machine;
  }

  get port(): number {
    return this.#sshd.port;
  }

  get folder(): string {
    return this.#sshd.folder;
  }

  /** "SHA256:…" of the first host key, as OpenSSH prints it. */
  get hostKeySha256(): string {
    return this.hostKeys[0]?.sha256 ?? '';
  }

  get hostKeys(): readonly KeyPair[] {
    return this.#sshd.hostKeys;
  }

  /** What sshd wrote to its log. */
  get log(): string {
    return this.#sshd.log;
  }

  /** Nobody can sign in any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Lets a user name in from now on, also one that has never been heard of. */
  allow(user: string, access: Access): void {
    this.#accesses.set(user, access);
    const { folder } = this.#sshd;
    const line = `${user}:x:${process.getuid?.()}:${process.getgid?.()}::${this.home}:/bin/bash\n`;
    const names = [...this.#accesses.keys()];
    const lineOf = (name: string) => line.replace(user, name);
    writeFileSync(join(folder, 'passwd'), `${readFileSync('/etc/passwd', 'utf8')}${names.map(lineOf).join('')}`);
    // The first line of a uid is the one that gives it its name.
    writeFileSync(join(folder, 'passwd.d', user), line);
    writeFileSync(join(folder, 'keys', user), `${(access.authorizedKeys ?? []).join('\n')}\n`);
    const shadow = [...this.#accesses].map(([name, { password }]) => `${name}:${hash(password)}:19000:0:99999:7:::\n`);
    writeFileSync(join(folder, 'shadow'), shadow.join(''), { mode: 0o600 });
  }

  /** Ends every connection at once, without a word, and takes no further ones: the machine was taken away. */
  async end(): Promise<void> {
    this.#isGone = true;
    await this.#sshd.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isGone = true;
    await this.#sshd[Symbol.asyncDispose]();
  }

  #furnish(): void {
    const { folder } = this.#sshd;
    for (const name of ['keys', 'passwd.d', 'tmp']) mkdirSync(join(folder, name));
    for (const name of ['session.sh', 'jump-point.sh']) {
      copyFileSync(join(import.meta.dirname, name), join(folder, name));
      chmodSync(join(folder, name), 0o755);
    }
    copyFileSync('/etc/passwd', join(folder, 'passwd'));
    copyFileSync('/etc/group', join(folder, 'group'));
    writeFileSync(join(folder, 'shadow'), '', { mode: 0o600 });
    // Semaphore's own spelling; it appears once the commands of the job have begun.
    writeFileSync(join(folder, 'tmp', 'sempahore-user-commands-have-started'), 'yes\n');
    writeFileSync(join(this.home, 'machine-name'), `${this.name}\n`);
    writeFileSync(join(this.home, '.bash_profile'), `PS1='\\u@${this.name}:\\W\\$ '\ncd ~/project\n`);
    writeProject(join(this.home, 'project'));
  }

  #readLog(): void {
    const end = this.log.lastIndexOf('\n') + 1;
    const lines = this.log.slice(this.#logEnd, end).split('\n');
    this.#logEnd = end;
    for (const line of lines) {
      const accepted = /^Accepted \S+ for (\S+) from/.exec(line)?.[1];
      if (accepted !== undefined) this.emit('connect', accepted);
      // A client that is gone in the middle of an answer shows as an error of the answer ("…: Broken pipe").
      const left = /^Disconnected from user (\S+) |Connection (?:closed by|reset by|from) user (\S+)/.exec(line);
      if (left !== null) this.emit('disconnect', left[1] ?? left[2] ?? '');
      this.#readSession(line, left !== null);
    }
  }

  #readSession(line: string, isDisconnect: boolean): void {
    const before = this.#sessionCount;
    const client = / port (\d+)\b/.exec(line)?.[1] ?? '';
    const id = / id (\d+)$/.exec(line)?.[1] ?? '';
    const open = this.#sessions.get(client) ?? new Set<string>();
    if (line.startsWith('Starting session: ')) this.#sessions.set(client, open.add(id));
    else if (line.startsWith('Close session: ')) open.delete(id);
    else if (isDisconnect) this.#sessions.delete(client);
    if (this.#sessionCount !== before) this.emit('sessions', this.#sessionCount);
  }

  get #sessionCount(): number {
    return [...this.#sessions.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

function settings(folder: string): string[] {
  return [
    'PasswordAuthentication yes',
    // Every user of the machine is the one who runs the test, and that may be root.
    'PermitRootLogin yes',
    `AuthorizedKeysFile ${join(folder, 'keys', '%u')}`,
    `ForceCommand ${join(folder, 'session.sh')}`,
  ];
}

/** A line of the shadow file's second field; without a password none fits. */
function hash(password: string | undefined): string {
  if (password === undefined) return '*';
  const made = spawnSync('openssl', ['passwd', '-6', '-stdin'], { input: `${password}\n`, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl passwd failed: ${made.stderr}`);
  return made.stdout.trim();
}
