import { isDeepStrictEqual } from 'node:util';
import type { Identity } from '../contract/connection-control.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { createRestartBudget } from '../lib/restarts.ts';
import type { ProviderMachine, ProviderSession } from '../providers/provider.ts';
import type { ConnectionProcess } from './session-connection.ts';
import type { SessionMoments } from './session-moments.ts';
import type { OwnKeys } from './session-keys.ts';

/** What opens one machine. */
export interface LiveMachine {
  /** Handles of the machine's own identities, in the order in which they are offered. */
  identities: string[];
  /** Handles of the passwords of its screens. */
  screens: Map<'vnc' | 'rdp', string>;
  usesOwnKeys: boolean;
  identityFile?: string | undefined;
  /** The person's keys as they were offered last. */
  own?: OwnKeys | undefined;
  /** Counts the attempts to connect: of several under way, the last one holds. */
  attempts: number;
}

/** What main knows of a session beyond what the window sees. */
export interface LiveSession {
  /** What the provider said last. */
  said: ProviderSession;
  machines: Map<number, LiveMachine>;
  /** What has happened so far; the deadline hangs on it. */
  moments: SessionMoments;
  /** The person asked for its end, and the provider has not refused. */
  isEnding: boolean;
  /** A connection to each of its machines is held open. */
  isHeld: boolean;
  connection?: ConnectionProcess | undefined;
  /** The screen of a machine without SSH was opened; once is enough. */
  hasShownScreen?: boolean | undefined;
  /** Decides whether machines with work under way are connected again by themselves after a crash. */
  restarts?: ReturnType<typeof createRestartBudget> | undefined;
}

function screenPasswords(machine: ProviderMachine): Map<'vnc' | 'rdp', Identity> {
  const passwords = new Map<'vnc' | 'rdp', Identity>();
  for (const endpoint of machine.endpoints) {
    if (endpoint.kind === 'ssh' || endpoint.password === undefined) continue;
    passwords.set(endpoint.kind, { kind: 'password', label: 'the password', password: endpoint.password });
  }
  return passwords;
}

/**
 * Keeps what opens a machine. Secrets that are known already keep their handles.
 * @returns whether there is something new to sign in with
 */
export function keepSecrets(live: LiveSession, given: ProviderMachine, secrets: SecretStore): boolean {
  const known = live.machines.get(given.index);
  const machine = known ?? {
    identities: [],
    screens: new Map<'vnc' | 'rdp', string>(),
    usesOwnKeys: false,
    attempts: 0,
  };
  live.machines.set(given.index, machine);
  const usesOwnKeys = given.usesOwnKeys === true;
  const identities = machine.identities.map((handle) => secrets.read(handle));
  const isSame = isDeepStrictEqual(identities, given.identities);
  const isRenewed =
    known === undefined ||
    !isSame ||
    machine.usesOwnKeys !== usesOwnKeys ||
    machine.identityFile !== given.identityFile;
  machine.usesOwnKeys = usesOwnKeys;
  machine.identityFile = given.identityFile;
  if (!isSame) {
    for (const handle of machine.identities) secrets.forget(handle);
    machine.identities = given.identities.map((identity) => secrets.keep(identity));
  }
  keepScreens(machine, screenPasswords(given), secrets);
  return isRenewed;
}

function keepScreens(machine: LiveMachine, passwords: Map<'vnc' | 'rdp', Identity>, secrets: SecretStore): void {
  for (const [kind, handle] of machine.screens) {
    if (isDeepStrictEqual(secrets.read(handle), passwords.get(kind))) passwords.delete(kind);
    else {
      secrets.forget(handle);
      machine.screens.delete(kind);
    }
  }
  for (const [kind, password] of passwords) machine.screens.set(kind, secrets.keep(password));
}

/** The handle of the password that opens an endpoint, where a password does. */
export function passwordHandle(
  machine: LiveMachine | undefined,
  kind: 'ssh' | 'vnc' | 'rdp',
  secrets: SecretStore,
): string | undefined {
  if (kind !== 'ssh') return machine?.screens.get(kind);
  return machine?.identities.find((handle) => secrets.read(handle)?.kind === 'password');
}

export function forgetSecrets(live: LiveSession, secrets: SecretStore): void {
  for (const { identities, screens } of live.machines.values()) {
    for (const handle of [...identities, ...screens.values()]) secrets.forget(handle);
  }
  live.machines.clear();
}
