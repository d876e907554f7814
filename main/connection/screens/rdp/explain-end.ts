import type { Problem } from '../../../contract/problem.ts';
import type { Progress } from './corrections/client-corrections.ts';
import { explainErrorInfo } from './error-info.ts';
import { explainLogonStatus } from './logon-status.ts';
import { rdpProblems } from './rdp-problems.ts';
import type { Ended } from './relay-rdp.ts';
import type { ServerWords } from './server-watch.ts';

interface End {
  by: Ended;
  words: ServerWords;
  progress: Progress;
  isNla: boolean;
  /** Why the viewer gave up, if it did. */
  viewerFailure: Problem | undefined;
  address: string;
}

/** Why a connection ended, from what both sides said; undefined for an end in good order. */
export function explainEnd(end: End): Problem | undefined {
  const { by, words, progress, isNla, viewerFailure, address } = end;
  // What the server said itself is worth most, whoever hung up first.
  if (words.logonStatus !== undefined) return explainLogonStatus(words.logonStatus, address);
  if (words.isDenied === true) return rdpProblems.denied(address);
  if (words.isRedirected === true) return rdpProblems.redirected(address);
  if (words.licenceError !== undefined) return rdpProblems.licence(address, words.licenceError);
  if (words.errorInfo !== undefined) return explainErrorInfo(words.errorInfo, address);
  if (by === 'silent') return words.isActive === true ? rdpProblems.frozen(address) : rdpProblems.silent(address);
  if (by === 'viewer') return viewerFailure;
  if (words.isActive === true) return words.hasLeft === true ? undefined : rdpProblems.lost(address);
  if (progress === 'connecting' && isNla) return rdpProblems.refusedWithoutReason(address);
  if (progress === 'connecting' || progress === 'sent-core') return rdpProblems.closedBeforeSignIn(address);
  return rdpProblems.closedAfterSignIn(address);
}
