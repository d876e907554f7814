import { FilePlus2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Problem } from '../../../../main/contract/problem.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { draftConfig, writeConfig } from '../../../state/project-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { CodeField } from '../../../ui/CodeField.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import styles from './ConfigPane.module.css';

type Draft = { state: 'loading' } | { state: 'ready'; basedOn: string } | { state: 'none' };

/** Proposes a jumpseat.yml from what lies in the folder; nothing is written before the person says so. */
export function ConfigEditor({ project }: { project: Project }) {
  const [draft, setDraft] = useState<Draft>({ state: 'loading' });
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isWriting, run] = usePending();

  useEffect(() => {
    let isGone = false;
    void draftConfig(project.id).then((result) => {
      if (isGone) return;
      if (result.ok) setText(result.value.text);
      else setProblem(result.problem);
      setDraft(result.ok ? { state: 'ready', basedOn: result.value.basedOn } : { state: 'none' });
    });
    return () => {
      isGone = true;
    };
  }, [project.id]);

  async function write(): Promise<void> {
    const result = await writeConfig(project.id, text);
    setProblem(result.ok ? undefined : result.problem);
  }

  return (
    <>
      <div className={styles['head']}>
        <FilePlus2 size={18} className={styles['icon']} aria-hidden />
        <div>
          <h2 className={styles['title']}>{project.name} has no jumpseat.yml yet</h2>
          <p className={styles['text']}>
            It says which steps build the project.{' '}
            {draft.state === 'ready' &&
              (draft.basedOn === ''
                ? 'Nothing in the folder says how that is done, so here is one to put your commands into.'
                : `Here is one to start from, based on ${draft.basedOn}.`)}
          </p>
        </div>
      </div>
      {draft.state === 'loading' ? (
        <Skeleton label="Looking at the folder" lines={6} />
      ) : (
        <CodeField label="jumpseat.yml" value={text} onChange={setText} />
      )}
      {problem !== undefined && (
        <Notice tone="bad" role="alert" message={problem.message} hint={problem.hint} detail={problem.detail} />
      )}
      <div className={styles['actions']}>
        <Button
          variant="primary"
          isDisabled={draft.state === 'loading' || text.trim() === ''}
          isPending={isWriting}
          onPress={() => run(write)}
        >
          Write jumpseat.yml
        </Button>
        {project.folder !== undefined && <code className={styles['path']}>{project.folder}</code>}
      </div>
    </>
  );
}
