import type { CallOutput } from '../../../main/contract/calls.ts';
import type { ApplyPlan } from '../../../main/contract/salvage.ts';
import { copyText } from '../../state/app-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import styles from './Apply.module.css';

interface ApplyResultProps {
  plan: ApplyPlan;
  result: CallOutput<'salvage.apply'>;
  onLook(): void;
}

/** Why a file is left to the person; nothing of those that the plan does not list. */
const left: Partial<Record<ApplyPlan['files'][number]['state'], string>> = {
  conflict: 'has conflict marks in it',
  exists: 'stayed as it was in your clone',
};

/** What was done to the clone, and what is left to the person. */
export function ApplyResult({ plan, result, onLook }: ApplyResultProps) {
  const { changed, conflicts } = result;
  const { commits, folder } = plan;
  const states = new Map(plan.files.map(({ path, state }) => [path, state]));
  return (
    <div className={styles['plan']}>
      <Notice
        tone={conflicts.length === 0 ? 'ok' : 'warn'}
        role="status"
        message={`${countOf(changed, 'file was', 'files were')} changed in ${folder}.`}
        hint="Nothing was committed: look at it with git status and git diff."
      />
      {commits !== undefined && (
        <Notice
          tone="ok"
          message={`${countOf(commits.count, 'commit is', 'commits are')} in your clone as ${commits.ref}/HEAD; nothing was merged.`}
        >
          <Button size="small" onPress={() => void copyText(`git merge ${commits.ref}/HEAD`, 'The command')}>
            Copy the command that merges
          </Button>
        </Notice>
      )}
      {conflicts.length > 0 && (
        <>
          <h2 className={styles['subtitle']}>{countOf(conflicts.length, 'file needs you', 'files need you')}</h2>
          <ul className={styles['conflicts']} aria-label="Conflicts">
            {conflicts.map((path) => (
              <li key={path}>
                <code>{shownText(path)}</code>
                <small>{left[states.get(path) ?? 'clean']}</small>
              </li>
            ))}
          </ul>
        </>
      )}
      <div>
        <Button onPress={onLook}>Look again</Button>
      </div>
    </div>
  );
}
