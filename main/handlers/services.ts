import type { BrowserWindow } from 'electron';
import type { Accounts } from '../accounts/accounts.ts';
import type { CaFiles } from '../accounts/ca-files.ts';
import type { ArtifactDownloads } from '../builds/artifact-downloads.ts';
import type { Builds } from '../builds/builds.ts';
import type { CallInput, CallOutput } from '../contract/calls.ts';
import type { MachineDraft } from '../contract/machine-form.ts';
import type { Result } from '../contract/problem.ts';
import type { Snapshot } from '../contract/state.ts';
import type { Edits } from '../edits/edits.ts';
import type { Environments } from '../environment/environments.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Keys } from '../keys/keys.ts';
import { fail } from '../lib/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Registry } from '../providers/registry.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { SavedRecordings } from '../recordings/saved-recordings.ts';
import type { Records } from '../records/records.ts';
import type { DraftedMachine } from '../sessions/session-access.ts';
import type { Salvages } from '../salvage/salvages.ts';
import type { SavedSalvages } from '../salvage/saved-salvages.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { DragOut } from '../transfers/drag-out.ts';
import type { LastFolders } from '../transfers/last-folders.ts';
import type { SyncPlans } from '../transfers/sync-plans.ts';
import type { Transfers } from '../transfers/transfers.ts';

/** Machines that come from a pasted text. */
export interface PastedMachines {
  parse(text: string): Result<MachineDraft>;
  connect(drafted: DraftedMachine): Promise<Result<{ sessionId: string }>>;
}

/** What answers the window's calls. */
export interface Services {
  truth: TruthStore;
  /** The whole truth, once what was kept of it is there. */
  snapshot(): Promise<Snapshot>;
  registry: Registry;
  builds: Builds;
  downloads: ArtifactDownloads;
  sessions: Sessions;
  records: Records;
  recordings: Recordings;
  savedRecordings: SavedRecordings;
  salvages: Salvages;
  savedSalvages: SavedSalvages;
  accounts: Accounts;
  caFiles: CaFiles;
  secrets: LastingSecrets;
  keys: Keys;
  machines: PastedMachines;
  transfers: Transfers;
  ports: Ports;
  dragOut: DragOut;
  edits: Edits;
  syncPlans: SyncPlans;
  lastFolders: LastFolders;
  environments: Environments;
  copyCommand(input: CallInput<'files.copyCommand'>): Promise<Result<CallOutput<'files.copyCommand'>>>;
  window(): BrowserWindow | undefined;
  /** `storage-failed` */
  saveSettings(change: CallInput<'app.updateSettings'>): Promise<Result<undefined>>;
}

export const noWindow = fail('internal', 'The window is gone.');
