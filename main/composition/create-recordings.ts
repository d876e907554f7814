import type { Records } from '../records/records.ts';
import { Recordings } from '../recordings/recordings.ts';
import { createSavedRecordings } from '../recordings/saved-recordings.ts';
import type { SecretsInUse } from '../recordings/secrets-in-use.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Core } from './core.ts';

interface Parts {
  core: Core;
  records: Records;
  sessions: Sessions;
  secretsInUse: SecretsInUse;
}

/** Recordings of terminals: those that go on, and those that were made. */
export function createRecordings({ core, records, sessions, secretsInUse }: Parts, resources: AsyncDisposableStack) {
  const { truth, clock, log } = core;
  const recordings = resources.use(
    new Recordings({
      truth,
      records,
      machines: sessions.machines,
      secrets: secretsInUse,
      settings: () => truth.snapshot().truth.settings,
      clock,
      log,
    }),
  );
  return { recordings, savedRecordings: createSavedRecordings(records, log) };
}
