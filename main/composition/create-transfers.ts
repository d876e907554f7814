import { app, shell } from 'electron';
import { join } from 'node:path';
import { Edits } from '../edits/edits.ts';
import type { Keys } from '../keys/keys.ts';
import type { ConnectionProcess } from '../sessions/session-connection.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { dragFiles } from '../shell/drag-files.ts';
import { followMouse } from '../shell/mouse-press.ts';
import { openFile } from '../shell/open-file.ts';
import { openStorage } from '../shell/open-storage.ts';
import { showWorkProgress } from '../shell/work-progress.ts';
import { createCopyCommands } from '../transfers/copy-commands.ts';
import { DragOut } from '../transfers/drag-out.ts';
import { openLastFolders } from '../transfers/last-folders.ts';
import { createOverallProgress } from '../transfers/overall-progress.ts';
import { openPinFiles } from '../transfers/pin-files.ts';
import { openPrivateFolders } from '../transfers/private-folders.ts';
import { SyncPlans } from '../transfers/sync-plans.ts';
import { TransferDesk } from '../transfers/transfer-desk.ts';
import { Transfers } from '../transfers/transfers.ts';
import type { Core } from './core.ts';

interface Parts {
  core: Core;
  sessions: Sessions;
  keys: Keys;
  launchConnection(name: string, onCrash: (detail: string) => void): ConnectionProcess;
}

/** Everything that moves files between this computer and machines. */
export function createTransfers({ core, sessions, keys, launchConnection }: Parts, resources: AsyncDisposableStack) {
  const { truth, clock, log, dataFolder, window } = core;
  const { machines } = sessions;
  const storage = openStorage({ folder: dataFolder, name: 'transfers', what: 'The list of transfers' }, log);
  const desk = resources.use(new TransferDesk(clock, (onCrash) => launchConnection('transfers', onCrash)));
  const transfers = resources.use(
    new Transfers({ truth, machines, storage, folder: join(dataFolder, 'transfers'), desk, clock, log }),
  );
  const progress = resources.use(showWorkProgress(() => window.current()));
  const overall = createOverallProgress();
  transfers.onChange(() => progress.show(overall(transfers.all())));

  const folders = openPrivateFolders(join(dataFolder, 'drag-out'), log);
  // What a run that was killed could not remove.
  void folders.empty();
  const iconFile = join(app.getAppPath(), 'assets', 'icon.png');
  const dragOut = resources.use(
    new DragOut({
      machines,
      transfers,
      folders,
      clock,
      mouse: followMouse((listener) => window.onWindow(listener)),
      startDrag: (paths) => dragFiles(window.current(), iconFile, paths),
    }),
  );
  const edits = resources.use(
    new Edits({
      truth,
      machines,
      transfers,
      folder: join(dataFolder, 'edits'),
      clock,
      platform: process.platform,
      openFile,
      showFile: (path) => shell.showItemInFolder(path),
      log,
    }),
  );
  void edits.restore();
  return {
    transfers,
    dragOut,
    edits,
    syncPlans: new SyncPlans(machines, transfers, clock),
    lastFolders: openLastFolders(storage, log),
    copyCommand: createCopyCommands({
      sessions,
      keyFile: (label) => keys.fileOf(label),
      pins: openPinFiles(join(dataFolder, 'host-keys'), () => clock.now()),
      platform: process.platform,
    }),
  };
}
