import { FileWarning, FolderX } from 'lucide-react';
import type { Project } from '../../../../main/contract/project.ts';
import { checkProject, removeProject, showFolder } from '../../../state/project-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { ConfigEditor } from './ConfigEditor.tsx';
import { ConfigMistakes } from './ConfigMistakes.tsx';
import styles from './ConfigPane.module.css';

function CheckAgain({ projectId }: { projectId: string }) {
  const [isPending, run] = usePending();
  return (
    <Button isPending={isPending} onPress={() => run(() => checkProject(projectId))}>
      Check again
    </Button>
  );
}

function FolderMissing({ project }: { project: Project }) {
  return (
    <>
      <div className={styles['head']}>
        <FolderX size={18} className={styles['icon']} aria-hidden />
        <div>
          <h2 className={styles['title']}>The folder of {project.name} is not there</h2>
          <p className={styles['text']}>
            {project.problem?.message ?? 'It was moved, renamed, or lies on a disk that is not connected.'}{' '}
            {project.problem?.hint ?? 'Bring it back and check again, or remove the project and add the folder anew.'}
          </p>
          {project.folder !== undefined && <code className={styles['path']}>{project.folder}</code>}
        </div>
      </div>
      <div className={styles['actions']}>
        <CheckAgain projectId={project.id} />
        <Button variant="danger" onPress={() => void removeProject(project.id, project.name)}>
          Remove from the list
        </Button>
      </div>
    </>
  );
}

function Invalid({ project }: { project: Project }) {
  return (
    <>
      <div className={styles['head']}>
        <FileWarning size={18} className={styles['icon']} aria-hidden />
        <div>
          <h2 className={styles['title']}>jumpseat.yml cannot be used yet</h2>
          <p className={styles['text']}>
            {project.mistakes.length > 0
              ? 'Correct what is listed here in your editor, then check again.'
              : project.problem?.message}
          </p>
        </div>
      </div>
      <ConfigMistakes mistakes={project.mistakes} />
      <div className={styles['actions']}>
        <CheckAgain projectId={project.id} />
        <Button onPress={() => void showFolder(project.id)}>Show folder</Button>
      </div>
    </>
  );
}

/** Why a project cannot be built, and the way out. Nothing when it can. */
export function ConfigPane({ project }: { project: Project }) {
  if (project.config === 'valid') return null;
  return (
    <section className={styles['pane']} aria-label="Project settings" data-region="config">
      {project.config === 'missing' && <ConfigEditor key={project.id} project={project} />}
      {project.config === 'invalid' && <Invalid project={project} />}
      {project.config === 'folder-missing' && <FolderMissing project={project} />}
    </section>
  );
}
