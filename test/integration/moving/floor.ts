import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createBuilds } from '../../../main/builds/builds.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { Edits } from '../../../main/edits/edits.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import type { ConnectionProcess } from '../../../main/sessions/session-connection.ts';
import { Sessions } from '../../../main/sessions/sessions.ts';
import { createCopyCommands } from '../../../main/transfers/copy-commands.ts';
import { DragOut } from '../../../main/transfers/drag-out.ts';
import { openPinFiles } from '../../../main/transfers/pin-files.ts';
import { openPrivateFolders } from '../../../main/transfers/private-folders.ts';
import { TransferDesk } from '../../../main/transfers/transfer-desk.ts';
import { Transfers } from '../../../main/transfers/transfers.ts';
import { ConnectionChild } from '../../fixtures/connection/connection-child.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { ready } from '../../unit/sessions/session-harness.ts';

export const SOON = { timeout: 50_000, interval: 20 };
export const place = { sessionId: 's1', machine: 0 };

/** What lasts from one run of the app to the next, and the two sides between which files move. */
export class Site implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'moving-'));
  readonly storage = new MemoryStorage();
  readonly data = join(this.folder, 'data');
  readonly local = join(this.folder, 'local');
  readonly remote = join(this.folder, 'remote');

  constructor() {
    for (const path of [this.data, this.local, this.remote]) mkdirSync(path);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One run of main's rooms for files, with connection processes of their own and real connections. */
export class Run implements AsyncDisposable {
  readonly truth = createTruth(settingsSchema.parse({}), () => {});
  readonly sessions: Sessions;
  readonly transfers: Transfers;
  readonly edits: Edits;
  readonly dragOut: DragOut;
  readonly copyCommand: ReturnType<typeof createCopyCommands>;
  readonly opened: string[] = [];
  readonly dragged: string[][] = [];
  readonly #resources = new AsyncDisposableStack();
  readonly #processes: { starting: Promise<ConnectionChild>; onCrash(detail: string): void }[] = [];
  readonly #sshd: Sshd;
  readonly #reachedAt: { host: string; port: number };

  /** @param reachedAt where the server is reached; a relay may stand before it */
  constructor(site: Site, sshd: Sshd, reachedAt: { host: string; port: number } = sshd) {
    this.#sshd = sshd;
    this.#reachedAt = reachedAt;
    const { truth } = this;
    const registry = createRegistry([]);
    const log = (): void => {};
    const launch = (onCrash: (detail: string) => void): ConnectionProcess => {
      const starting = ConnectionChild.start();
      this.#processes.push({ starting, onCrash });
      const client: Pick<ConnectionChild['client'], 'call' | 'on'> = {
        call: async (...call) => (await starting).client.call(...call),
        on: (...listen) => void starting.then((child) => child.client.on(...listen)),
      };
      return {
        client,
        [Symbol.asyncDispose]: async () => (await starting)[Symbol.asyncDispose](),
      } as unknown as ConnectionProcess;
    };
    this.sessions = this.#resources.use(
      new Sessions({
        truth,
        registry,
        builds: createBuilds(truth, registry),
        secrets: createRunSecrets(),
        keys: { identities: () => Promise.resolve({ identities: [], locked: [] }), noteSuccess: () => {} },
        drafts: { machine: () => Promise.resolve(fail('not-found', 'There is no draft.')) },
        clock: systemClock,
        log,
        launchConnection: (_sessionId, onCrash) => launch(onCrash),
      }),
    );
    const { machines } = this.sessions;
    const desk = this.#resources.use(new TransferDesk(systemClock, launch));
    const folder = join(site.data, 'transfers');
    const { storage } = site;
    const clock = systemClock;
    this.transfers = this.#resources.use(new Transfers({ truth, machines, storage, folder, desk, clock, log }));
    this.edits = this.#resources.use(
      new Edits({
        truth,
        machines,
        transfers: this.transfers,
        folder: join(site.data, 'edits'),
        clock,
        platform: process.platform,
        openFile: (path) => {
          this.opened.push(path);
          return Promise.resolve(ok());
        },
        showFile: () => {},
        log,
      }),
    );
    this.dragOut = this.#resources.use(
      new DragOut({
        machines,
        transfers: this.transfers,
        folders: openPrivateFolders(join(site.data, 'drag-out'), log),
        clock,
        mouse: { isHeld: true, onRelease: () => () => {} },
        startDrag: (paths) => {
          this.dragged.push(paths);
          return ok();
        },
      }),
    );
    this.copyCommand = createCopyCommands({
      sessions: this.sessions,
      keyFile: () => sshd.clientKey.file,
      pins: openPinFiles(join(site.data, 'host-keys'), () => Date.now()),
      platform: 'linux',
    });
  }

  /** A session whose one machine is the server; resolves when it is connected. */
  async connect(sessionId = 's1'): Promise<void> {
    const { user, clientKey } = this.#sshd;
    const { host, port } = this.#reachedAt;
    const [machine] = ready.machines;
    if (machine === undefined) throw new Error('no machine');
    const identities = [{ kind: 'private-key' as const, label: 'its key', privateKey: clientKey.privateKey }];
    this.sessions.take({
      ...ready,
      id: sessionId,
      machines: [{ ...machine, endpoints: [{ kind: 'ssh', host, port, user }], identities }],
    });
    await this.connected(sessionId);
  }

  async connected(sessionId = 's1'): Promise<void> {
    await vi.waitUntil(() => this.truth.get('sessions', sessionId)?.machines[0]?.link === 'connected', SOON);
  }

  end(sessionId = 's1'): void {
    this.sessions.take({ ...ready, id: sessionId, state: 'expired', machines: [] });
  }

  /** How many connection processes there have been. */
  get launched(): number {
    return this.#processes.length;
  }

  /** The newest connection process goes without a word (SIGKILL). */
  async kill(): Promise<void> {
    const newest = this.#processes.at(-1);
    await (await newest?.starting)?.kill();
    newest?.onCrash('exit code 9');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}
