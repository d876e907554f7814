import { useEffect, useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import type { SalvageWishes } from '../../../main/contract/salvage.ts';
import { openLink } from '../../state/app-actions.ts';
import { readWishes, setWishes } from '../../state/salvage-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeField } from '../../ui/CodeField.tsx';
import { Fold } from '../../ui/Fold.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './Salvage.module.css';

const MAX_PATHS = 100;
const MAX_PATTERNS = 50;

function linesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

interface Texts {
  paths: string;
  patterns: string;
}

function textsOf({ paths, patterns }: SalvageWishes): Texts {
  return { paths: paths.join('\n'), patterns: patterns.join('\n') };
}

/** Why these wishes cannot be kept, or nothing. */
function mistakeIn({ paths, patterns }: SalvageWishes): string | undefined {
  if (paths.length > MAX_PATHS) return `Name at most ${MAX_PATHS} files and folders.`;
  if (patterns.length > MAX_PATTERNS) return `Name at most ${MAX_PATTERNS} patterns.`;
  return undefined;
}

function Editor({ sessionId }: { sessionId: string }) {
  const [texts, setTexts] = useState<Texts>();
  const [problem, setProblem] = useState<Problem>();
  const [isSaved, setSaved] = useState(false);
  const [isPending, run] = usePending();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isGone = false;
    void readWishes(sessionId).then((result) => {
      if (isGone) return;
      if (result.ok) setTexts(textsOf(result.value));
      else setProblem(result.problem);
    });
    return () => {
      isGone = true;
    };
  }, [sessionId, attempt]);

  if (texts === undefined) {
    if (problem === undefined) return <Skeleton label="Loading what else is saved" lines={3} />;
    return (
      <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)}>
        <Button
          size="small"
          onPress={() => {
            setProblem(undefined);
            setAttempt(attempt + 1);
          }}
        >
          Try again
        </Button>
      </ProblemNotice>
    );
  }
  const wishes = { paths: linesOf(texts.paths), patterns: linesOf(texts.patterns) };
  const mistake = mistakeIn(wishes);
  function change(part: Partial<Texts>): void {
    setSaved(false);
    setTexts((before) => (before === undefined ? before : { ...before, ...part }));
  }
  async function save(): Promise<void> {
    const result = await setWishes(sessionId, wishes);
    setProblem(result.ok ? undefined : result.problem);
    setSaved(result.ok);
  }
  return (
    <div className={styles['wishes']}>
      <p className={styles['label']} aria-hidden>
        Files and folders, one a line
      </p>
      <CodeField
        label="Files and folders to save, one a line"
        value={texts.paths}
        placeholder={'~/core.dump\nlogs/server'}
        onChange={(paths) => change({ paths })}
      />
      <p className={styles['label']} aria-hidden>
        Artifacts in the clone, a pattern a line
      </p>
      <CodeField
        label="Patterns of artifacts, one a line"
        value={texts.patterns}
        placeholder={'coverage/**\ntest-results/*.xml'}
        onChange={(patterns) => change({ patterns })}
      />
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
      <div className={styles['actions']}>
        <Button size="small" isPending={isPending} isDisabled={mistake !== undefined} onPress={() => run(save)}>
          Keep for this project
        </Button>
        <span className={styles['content']} role="status">
          {mistake ?? (isSaved ? 'Kept.' : '')}
        </span>
      </div>
    </div>
  );
}

/** What is saved besides the work in the clone; the same for all sessions of the project. */
export function WishesEditor({ sessionId }: { sessionId: string }) {
  return (
    <Fold title="What else to save">
      <Editor sessionId={sessionId} />
    </Fold>
  );
}
