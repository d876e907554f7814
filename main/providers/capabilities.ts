import type { Capabilities } from '../contract/account.ts';

/** What an account can do of which nobody says anything: nothing. A provider names what it can do beside it. */
export const noCapabilities: Capabilities = {
  builds: false,
  run: false,
  cancel: false,
  rebuild: false,
  rebuildWithAccess: false,
  accessInBrowser: false,
  paste: false,
  attach: false,
  debugProject: false,
  duration: false,
  endSession: false,
  artifacts: false,
  ownKeys: false,
  folders: false,
};
