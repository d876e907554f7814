import { afterEach, beforeEach } from 'vitest';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { MemoryVault } from '../../fixtures/memory-vault.ts';
import { CircleCi } from '../../simulators/circleci/circle-ci.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { startSemaphore, type SemaphoreSimulator } from '../../simulators/semaphore/start-semaphore.ts';
import { startAccounts } from './harness.ts';

interface TwoServices {
  clock: SteppedClock;
  circle: CircleCi;
  semaphore: SemaphoreSimulator;
  /** What the runs of a test leave to each other. */
  storage: MemoryStorage;
  vault: MemoryVault;
}

/**
 * Two services to have accounts at, new ones for every test. For the top of a test file.
 *
 * @returns what the test that runs has, and a way to start the app's accounts
 */
export function twoServices(): { at: Readonly<TwoServices>; start: () => ReturnType<typeof startAccounts> } {
  let current: TwoServices | undefined;

  function here(): TwoServices {
    if (current === undefined) throw new Error('no test is running');
    return current;
  }

  beforeEach(async () => {
    const clock = new SteppedClock();
    const circle = await CircleCi.start({
      clock,
      machines: { host: '127.0.0.1', port: 9, sha256: `SHA256:${'A'.repeat(43)}` },
    });
    const semaphore = await startSemaphore({ clock, machines: 'none' });
    current = { clock, circle, semaphore, storage: new MemoryStorage(), vault: new MemoryVault() };
  });
  afterEach(async () => {
    await current?.circle[Symbol.asyncDispose]();
    await current?.semaphore[Symbol.asyncDispose]();
    current = undefined;
  });
  return {
    at: {
      get clock() {
        return here().clock;
      },
      get circle() {
        return here().circle;
      },
      get semaphore() {
        return here().semaphore;
      },
      get storage() {
        return here().storage;
      },
      get vault() {
        return here().vault;
      },
    },
    start() {
      const { clock, storage, vault, circle, semaphore } = here();
      return startAccounts({
        clock,
        storage,
        vault,
        origins: { circleci: circle.origin, semaphore: semaphore.origin },
      });
    },
  };
}
