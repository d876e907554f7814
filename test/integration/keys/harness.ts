import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Key } from '../../../main/contract/key.ts';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { createKeys } from '../../../main/keys/keys.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { MemoryVault } from '../../fixtures/memory-vault.ts';

const workerFile = new URL('../../../main/keys/open-key-worker.ts', import.meta.url);

/** A person's home with an `.ssh` folder, a keychain and settings that outlive runs. */
export class Home implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'home-'));
  readonly ssh = join(this.folder, '.ssh');
  readonly vault = new MemoryVault();
  readonly storage = new MemoryStorage();

  constructor() {
    mkdirSync(this.ssh);
  }

  /** A run of the app. */
  async run(environment: Record<string, string> = {}) {
    const truth = new Map<string, Key>();
    const log: string[] = [];
    const secrets = createLastingSecrets({
      vault: this.vault,
      log: (line) => log.push(line),
      onKeychain: () => {},
      onMoved: () => {},
    });
    const keys = createKeys({
      clock: systemClock,
      secrets,
      storage: this.storage,
      workerFile,
      environment,
      platform: 'linux',
      home: this.folder,
      log: (line) => log.push(line),
      onKey: (id, key) => (key === null ? truth.delete(id) : truth.set(id, key)),
    });
    await keys.refresh();
    const listed = () => [...truth.values()].toSorted((one, other) => one.position - other.position);
    const named = (label: string) => listed().find((key) => key.label === label);
    return { keys, secrets, truth, log, listed, named };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The value of a call that must have worked. */
export function valueOf<T>(result: { ok: true; value: T } | { ok: false; problem: { message: string } }): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}
