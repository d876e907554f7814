import type { BuildCache } from '../builds/build-cache.ts';
import type { Builds } from '../builds/builds.ts';
import type { Snapshot } from '../contract/state.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import type { Registry } from '../providers/registry.ts';
import type { AppWindow } from '../shell/app-window.ts';
import type { SettingsFile } from '../shell/settings-file.ts';

/** What is there before the window is: enough to open it and to take what the build host says. */
export interface Core {
  /** Where the app keeps its data. */
  dataFolder: string;
  /** Where its built code lies. */
  builtFolder: string;
  clock: Clock;
  log(line: string): void;
  truth: TruthStore & { snapshot(): Snapshot };
  registry: Registry;
  builds: Builds;
  cache: BuildCache;
  settingsFile: SettingsFile;
  window: AppWindow;
}
