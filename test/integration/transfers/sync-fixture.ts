import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConnectedFiles } from '../../../main/connection/remote/connected-files.ts';
import { planSync } from '../../../main/connection/sync/plan-sync.ts';
import type { PlannedSync } from '../../../main/connection/sync/plan-sync.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { syncPlanSchema } from '../../../main/contract/sync.ts';
import type { Direction } from '../../../main/contract/transfer.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import type { Clock } from '../../../main/lib/clock.ts';
import { Sshd } from '../../fixtures/sshd.ts';
import type { SshdOptions } from '../../fixtures/sshd.ts';
import { connectTo, valueOf } from '../connection/sftp-link.ts';

export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function write(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A machine, and a clone of the same repository on it and here. */
export interface Desk {
  mine: string;
  theirs: string;
  /** `part`: of a folder within both. */
  plan(
    direction: Direction,
    options?: { signal?: AbortSignal; clock?: Clock; part?: string },
  ): Promise<Result<PlannedSync>>;
}

/** Starts a machine; both folders are empty. */
export async function startDesk(
  opened: Pick<AsyncDisposableStack, 'use' | 'defer'>,
  sshdOptions: SshdOptions = {},
): Promise<Desk> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sync ü ')));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [mine, theirs] = [join(folder, 'mine'), join(folder, `their's`)];
  for (const each of [mine, theirs]) mkdirSync(each);
  const sshd = opened.use(await Sshd.start(sshdOptions));
  const { host, port, user, clientKey } = sshd;
  const link = opened.use(await connectTo({ host, port, user, privateKey: clientKey.privateKey }));
  const machine = opened.use(new ConnectedFiles({ connection: link.connection, clock: systemClock }));
  return {
    mine,
    theirs,
    plan: (direction, { signal = new AbortController().signal, clock = systemClock, part = '' } = {}) =>
      planSync(
        { machine, clock, signal },
        { direction, localFolder: join(mine, part), remoteFolder: join(theirs, part) },
      ),
  };
}

/** A machine on which `sh` finds these programs first. */
export function startDeskWith(
  opened: Pick<AsyncDisposableStack, 'use' | 'defer'>,
  programs: Record<string, string>,
): Promise<Desk> {
  const bin = mkdtempSync(join(tmpdir(), 'bin-'));
  opened.defer(() => rmSync(bin, { recursive: true, force: true }));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return startDesk(opened, { config: [`SetEnv PATH=${bin}:/usr/bin:/bin`] });
}

/** Puts a repository with one commit of these files here, and a clone of it onto the machine. */
export function makeClones({ mine, theirs }: Desk, files: Record<string, string | Uint8Array>): void {
  git(mine, 'init', '-q');
  write(mine, files);
  git(mine, 'add', '-A');
  git(mine, 'commit', '-q', '-m', 'First');
  git(theirs, 'clone', '-q', mine, '.');
}

/** The plan, which must be what the contract says. */
export async function planOf(planned: Promise<Result<PlannedSync>>): Promise<PlannedSync> {
  return syncPlanSchema
    .omit({ planId: true })
    .strict()
    .parse(valueOf(await planned));
}

/** Its items in short: "add new", "change! both" where the other side has its own change. */
export function brief({ items }: PlannedSync): string[] {
  return items.map(({ action, isConflict, path }) => `${action}${isConflict ? '!' : ''} ${path}`);
}
