import type { SessionParts } from './features/session/session-parts.ts';

/** What other features add to the page of a session. */
export const sessionParts: SessionParts = {
  Notices: () => null,
  Aside: () => null,
  End: () => null,
};
