import { join } from 'node:path';
import { BUILD_HOST_ACCOUNT } from '../contract/buildhost-control.ts';
import type { Records } from '../records/records.ts';
import { reconcileSalvages } from '../salvage/reconcile.ts';
import { SalvageDesk } from '../salvage/salvage-desk.ts';
import { openProjectWishes } from '../salvage/salvage-wishes.ts';
import { Salvages } from '../salvage/salvages.ts';
import { SavedSalvages } from '../salvage/saved-salvages.ts';
import { sweepParts } from '../salvage/sweep-parts.ts';
import type { ConnectionProcess } from '../sessions/session-connection.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { openStorage } from '../shell/open-storage.ts';
import type { Core } from './core.ts';

/** Of the time that quitting may take; milliseconds. */
const QUIT_LIMIT_MS = 8_000;

interface Parts {
  core: Core;
  records: Records;
  sessions: Sessions;
  launchConnection(name: string, onCrash: (detail: string) => void): ConnectionProcess;
}

/** What brings the work on machines home, and to clones of the person's own. */
export function createKeeping({ core, records, sessions, launchConnection }: Parts, resources: AsyncDisposableStack) {
  const { truth, clock, log, dataFolder } = core;
  const projects = openProjectWishes(
    openStorage({ folder: dataFolder, name: 'salvage', what: 'What is saved from machines' }, log),
  );
  const { machines } = sessions;
  const settings = () => truth.snapshot().truth.settings;
  const salvages = resources.use(new Salvages({ truth, records, machines, projects, settings, clock, log }));
  sessions.beforeEnd((sessionId) => salvages.beforeEnd(sessionId));
  // Signals and the end of the desktop ask nobody: the machines of the build host go with the app.
  resources.defer(async () => {
    const here = truth.all('sessions').filter(({ accountId }) => accountId === BUILD_HOST_ACCOUNT);
    await Promise.all(here.map(({ id }) => salvages.beforeEnd(id, QUIT_LIMIT_MS)));
  });
  const desk = resources.use(new SalvageDesk(clock, (onCrash) => launchConnection('salvage', onCrash)));
  void sweepParts(join(dataFolder, 'records'), clock.now(), log);
  return {
    salvages,
    savedSalvages: new SavedSalvages({ truth, records, salvages, projects, desk, clock }),
    /** Once the records of the last run are there. */
    reconcile: () => reconcileSalvages(records, (salvageId) => salvages.isRunning(salvageId)),
  };
}
