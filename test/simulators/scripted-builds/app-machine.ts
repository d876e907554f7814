import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey, type KeyType } from '../../fixtures/sshd.ts';
import { Machine, machineMissing } from '../machine/machine.ts';

/** A build machine of a service for apps: a real SSH server, or an address where nobody answers. */
export interface AppMachine extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** PEM; signs in. */
  readonly privateKey: string;
  readonly password: string;
  readonly machine: Machine | undefined;
  /** When somebody signed in for the first time. */
  onFirstConnect: () => void;
  /** The machine is taken away. */
  end(): Promise<void>;
}

export interface AppMachineOptions {
  isReal: boolean;
  user: string;
  name: string;
  /** Name of the folder with the sources, in the home folder. */
  sources: string;
  password: string;
  /** ed25519 unless said otherwise. */
  keyType?: KeyType;
}

export async function startAppMachine(options: AppMachineOptions): Promise<AppMachine> {
  const folder = mkdtempSync(join(tmpdir(), 'app-machine-'));
  const pair = makeKey(join(folder, 'key'), options.keyType);
  const isReal = options.isReal && machineMissing === undefined;
  const machine = isReal
    ? await Machine.start({
        users: [options.user],
        authorizedKeys: [pair.publicKey],
        password: options.password,
        name: options.name,
      })
    : undefined;
  if (machine !== undefined) symlinkSync('project', join(machine.home, options.sources));
  const started: AppMachine = {
    host: machine?.host ?? '199.7.162.132',
    port: machine?.port ?? 28_486,
    privateKey: pair.privateKey,
    password: options.password,
    machine,
    onFirstConnect: () => {},
    end: async () => machine?.end(),
    async [Symbol.asyncDispose]() {
      await machine?.[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  machine?.once('connect', () => started.onFirstConnect());
  return started;
}
