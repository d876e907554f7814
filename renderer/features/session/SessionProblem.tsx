import type { Problem } from '../../../main/contract/problem.ts';
import { openLink } from '../../state/app-actions.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { CopyPublicKey } from './keys/CopyPublicKey.tsx';

/** What stands in a session's way while it goes on, with what can be done about it here. */
export function SessionProblem({ problem }: { problem: Problem }) {
  return (
    <ProblemNotice tone="warn" role="status" problem={problem} onOpenLink={(url) => void openLink(url)}>
      {problem.code === 'key-not-registered' && <CopyPublicKey />}
    </ProblemNotice>
  );
}
