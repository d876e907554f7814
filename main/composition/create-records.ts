import { join } from 'node:path';
import { Records } from '../records/records.ts';
import type { Core } from './core.ts';

/** What stays of sessions. Made before these, so that it is told of their end. */
export function createRecords({ truth, clock, log, dataFolder }: Core, resources: AsyncDisposableStack): Records {
  return resources.use(
    new Records({
      truth,
      folder: join(dataFolder, 'records'),
      settings: () => truth.snapshot().truth.settings,
      clock,
      log,
    }),
  );
}
