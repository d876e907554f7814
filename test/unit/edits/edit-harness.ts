import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TransferOrder } from '../../../main/contract/connection-control.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { Edits } from '../../../main/edits/edits.ts';
import { systemClock, type Clock } from '../../../main/lib/clock.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { ProviderSession } from '../../../main/providers/provider.ts';
import { ready, type recordingConnection } from '../sessions/session-harness.ts';
import type { perTest } from '../../fixtures/per-test.ts';
import { counts, run, temporaryFolder, type Kept } from '../transfers/transfer-harness.ts';

type Connection = ReturnType<typeof recordingConnection>;

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A machine whose files lie in a folder, so that what moves can be looked at. */
export function machineIn(folder: string) {
  const at = (path: string): string => join(folder, path);
  let failNext: Result<never> | undefined;

  /** Teaches a connection process to move files to and from this machine. */
  function teach(connection: Connection): void {
    connection.answers.set('statFile', ({ path }: { path: string }) => {
      if (!existsSync(at(path))) return fail('not-found', 'There is no such file.');
      const { size, mtimeMs, mode } = statSync(at(path));
      const kind = statSync(at(path)).isDirectory() ? 'folder' : 'file';
      return ok({ kind, sizeBytes: size, modifiedAt: Math.floor(mtimeMs / 1000) * 1000, mode: mode & 0o777 });
    });
    connection.answers.set('compareFile', ({ path, localPath }: { path: string; localPath: string }) =>
      ok({
        localBytes: statSync(localPath).size,
        remoteBytes: statSync(at(path)).size,
        localSha256: hashOf(localPath),
        remoteSha256: hashOf(at(path)),
      }),
    );
    connection.answers.set('startTransfer', (order: TransferOrder) => {
      if (!order.isPaused) setImmediate(() => move(connection, order));
      return ok();
    });
  }

  function move(connection: Connection, { id, direction, what }: TransferOrder): void {
    if (what.kind !== 'things') throw new Error('no things');
    const refusal = failNext;
    failNext = undefined;
    for (const source of what.sources) {
      const [from, to] =
        direction === 'download'
          ? [at(source), join(what.targetFolder, basename(source))]
          : [source, at(join(what.targetFolder, basename(source)))];
      if (refusal === undefined) cpSync(from, to, { preserveTimestamps: true });
    }
    const failed = refusal === undefined ? {} : { state: 'stopped' as const, problem: problemOf(refusal) };
    const progress = { ...counts, state: 'done' as const, filesDone: 1, bytesDone: 100, ...failed };
    connection.say('transfers', { changes: [{ transferId: id, progress }] });
  }

  return {
    teach,
    path: at,
    read: (path: string) => readFileSync(at(path), 'utf8'),
    mode: (path: string) => statSync(at(path)).mode & 0o777,
    /** @param ageMs how long ago it was written; times of machines have whole seconds */
    write(path: string, text: string, ageMs = 60_000, mode = 0o644) {
      mkdirSync(join(at(path), '..'), { recursive: true });
      writeFileSync(at(path), text);
      chmodSync(at(path), mode);
      const seconds = Math.floor((Date.now() - ageMs) / 1000);
      utimesSync(at(path), seconds, seconds);
    },
    failNext(refusal: Result<never>) {
      failNext = refusal;
    },
  };
}

function problemOf(refusal: Result<never>) {
  if (refusal.ok) throw new Error('no refusal');
  return refusal.problem;
}

/** The system's clock, whose timers can be held: a busy computer must not take the pause between two writes for a rest. */
function pausableClock(): Clock & { hold(): void; release(): void } {
  const late = new Set<() => void>();
  let isHeld = false;
  return {
    now: () => systemClock.now(),
    after(delayMs, task) {
      const cancel = systemClock.after(delayMs, () => {
        if (isHeld) late.add(task);
        else task();
      });
      return () => {
        cancel();
        late.delete(task);
      };
    },
    hold: () => void (isHeld = true),
    release() {
      isHeld = false;
      const due = [...late];
      late.clear();
      for (const task of due) task();
    },
  };
}

/** Edits of one run of the app; opening a file shows its path to the test. */
export async function editing(
  stack: ReturnType<typeof perTest>,
  options: { platform?: NodeJS.Platform; kept?: Kept; folder?: string; machine?: ReturnType<typeof machineIn> } = {},
) {
  const app = run(options.kept);
  const machine = options.machine ?? machineIn(temporaryFolder());
  const folder = options.folder ?? join(temporaryFolder(), 'edits');
  const clock = pausableClock();
  const opened: string[] = [];
  const shown: string[] = [];
  const edits = new Edits({
    truth: app.truth,
    machines: app.sessions.machines,
    transfers: app.transfers,
    folder,
    clock,
    platform: options.platform ?? 'linux',
    openFile(path) {
      opened.push(path);
      return Promise.resolve(ok());
    },
    showFile: (path) => void shown.push(path),
    log: () => {},
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await edits[Symbol.asyncDispose]();
    await app.close();
  };
  stack.defer(close);

  function connect(session: ProviderSession = ready): Promise<Connection> {
    app.sessions.take(session);
    const launched = app.launched.at(-1);
    if (launched !== undefined) machine.teach(launched);
    return app.connect(session);
  }

  return {
    ...app,
    connect,
    clock,
    edits,
    machine,
    folder,
    opened,
    shown,
    close,
    edit: (id: string) => app.truth.get('edits', id),
  };
}
