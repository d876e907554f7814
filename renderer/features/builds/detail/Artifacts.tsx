import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Artifact } from '../../../../main/contract/build.ts';
import type { Problem, Result } from '../../../../main/contract/problem.ts';
import { openLink } from '../../../state/app-actions.ts';
import { listArtifacts, saveArtifact } from '../../../state/build-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx';
import { sizeText } from '../../../ui/size/size-text.ts';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import styles from './Artifacts.module.css';

/** More are shown when asked for: a build may leave thousands. */
const FIRST_SHOWN = 50;

/** The list as the service gives it, asked for once and again on request. */
function useArtifacts(buildId: string): { result: Result<Artifact[]> | undefined; retry(): void } {
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState<Result<Artifact[]>>();
  useEffect(() => {
    let isGone = false;
    void listArtifacts(buildId).then((listed) => {
      if (!isGone) setResult(listed);
    });
    return () => {
      isGone = true;
    };
  }, [buildId, attempt]);
  return {
    result,
    retry: () => {
      setResult(undefined);
      setAttempt((count) => count + 1);
    },
  };
}

function ArtifactRow({ buildId, artifact }: { buildId: string; artifact: Artifact }) {
  const [isSaving, run] = usePending();
  const [savedTo, setSavedTo] = useState<string>();
  const [problem, setProblem] = useState<Problem>();

  async function save(): Promise<void> {
    setProblem(undefined);
    const saved = await saveArtifact(buildId, artifact.id);
    if (saved.ok) setSavedTo((before) => saved.value?.path ?? before);
    else if (saved.problem.code !== 'cancelled') setProblem(saved.problem);
  }

  const remark = isSaving ? 'Saving…' : savedTo === undefined ? undefined : `Saved to ${savedTo}`;
  return (
    <li className={styles['artifact']}>
      <div className={styles['line']}>
        <span className={styles['name']} title={artifact.name}>
          {/* The end of a path tells files apart. */}
          <bdi>{artifact.name}</bdi>
        </span>
        <span className={styles['size']}>{artifact.sizeBytes !== undefined && sizeText(artifact.sizeBytes)}</span>
        <IconButton label={`Save ${artifact.name}`} size="small" isPending={isSaving} onPress={() => run(save)}>
          <Download size={14} />
        </IconButton>
      </div>
      {remark !== undefined && (
        <p className={styles['remark']} role="status">
          {remark}
        </p>
      )}
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
    </li>
  );
}

function List({ buildId }: { buildId: string }) {
  const { result, retry } = useArtifacts(buildId);
  const [isWhole, setWhole] = useState(false);
  if (result === undefined) return <Skeleton label="Loading the artifacts" lines={3} />;
  if (!result.ok) {
    return (
      <ProblemNotice problem={result.problem} onOpenLink={(url) => void openLink(url)}>
        <Button size="small" onPress={retry}>
          Try again
        </Button>
      </ProblemNotice>
    );
  }
  const artifacts = result.value;
  if (artifacts.length === 0) return <p className={styles['remark']}>This build left no files behind.</p>;
  const shown = isWhole ? artifacts : artifacts.slice(0, FIRST_SHOWN);
  return (
    <>
      <ul className={styles['list']} aria-label="Artifacts">
        {shown.map((artifact) => (
          <ArtifactRow key={artifact.id} buildId={buildId} artifact={artifact} />
        ))}
      </ul>
      {shown.length < artifacts.length && (
        <Button size="small" onPress={() => setWhole(true)}>
          Show all {artifacts.length}
        </Button>
      )}
    </>
  );
}

/** Files that the build left behind. They are asked for when somebody looks. */
export function Artifacts({ buildId }: { buildId: string }) {
  return (
    <Fold title="Artifacts">
      <List buildId={buildId} />
    </Fold>
  );
}
