import type { Account } from '../contract/account.ts';
import type { SessionRecord } from '../contract/record.ts';
import type { Session } from '../contract/session.ts';
import { bodyOf, shortName } from './alert.ts';
import { isOpen, isVisit } from './time-left.ts';

export interface QuitQuestion {
  message: string;
  detail: string;
  /** Sessions whose machines go on at their service when the app is gone. */
  surviving: string[];
  /** Sessions that can be ended now. */
  ending: string[];
}

/** What is lost by quitting now; undefined when there is nothing. */
export function quitQuestion(
  sessions: readonly Session[],
  records: readonly SessionRecord[],
  accountOf: (accountId: string) => Account | undefined,
): QuitQuestion | undefined {
  const open = sessions.filter(isOpen);
  const saving = records.filter(({ salvages }) => salvages.some(({ state }) => state === 'running'));
  if (open.length + saving.length === 0) return undefined;
  const isHere = ({ accountId }: Session): boolean => accountOf(accountId)?.provider === 'buildhost';
  // Their ends only cut the connection, which quitting does anyway.
  const isOnlyLink = (session: Session): boolean =>
    accountOf(session.accountId)?.provider === 'pasted' || isVisit(session);
  const here = open.filter(isHere);
  const away = open.filter((session) => !isHere(session));
  const names = (list: readonly { title: string }[]): string => list.map(({ title }) => shortName(title)).join(', ');
  return {
    message:
      open.length === 0
        ? 'Work is still being saved.'
        : open.length === 1
          ? `The session ${names(open)} is open.`
          : `${open.length} sessions are open.`,
    detail: bodyOf(
      here.length === 0 ? undefined : `On this computer, they end with Jumpseat: ${names(here)}.`,
      away.length === 0 ? undefined : `At their service, they can go on without Jumpseat: ${names(away)}.`,
      saving.length === 0 ? undefined : `Work on ${names(saving)} is being saved; quitting stops that.`,
    ),
    surviving: away.map(({ id }) => id),
    ending: open.filter((session) => !isOnlyLink(session)).map(({ id }) => id),
  };
}
