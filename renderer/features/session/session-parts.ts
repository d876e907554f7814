import type { ComponentType } from 'react';
import type { Session } from '../../../main/contract/session.ts';

export interface SessionPartProps {
  session: Session;
  /** The machine that is looked at. */
  machine: number;
  isShown: boolean;
}

/** Places on the page of a session that other features fill; App.tsx joins them. */
export interface SessionParts {
  /** Rows above the tabs. */
  Notices: ComponentType<SessionPartProps>;
  /** Ways to understand the failure, next to the step that failed. */
  Failure: ComponentType<SessionPartProps>;
  /** Sections of what stands beside the tabs, above the facts about the machine. */
  Aside: ComponentType<SessionPartProps>;
  /** What stays of a session, on the page that says it has ended. */
  End: ComponentType<SessionPartProps>;
}
