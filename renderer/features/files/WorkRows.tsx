import { Button } from '../../ui/Button.tsx';
import { countText } from '../../ui/size/size-text.ts';
import type { Work } from './use-works.ts';
import styles from './FileBrowser.module.css';

function progressText({ progress }: Work): string {
  if (progress === undefined || (progress.total === undefined && progress.done === 0)) return '';
  const { done, total } = progress;
  return total === undefined ? countText(done) : `${countText(done)} of ${countText(total)}`;
}

/** What the machine is busy with for this list, each with a way to stop it. */
export function WorkRows({ works }: { works: readonly Work[] }) {
  return works.map((work) => (
    <div key={work.id} className={styles['work']} role="group" aria-label={work.title}>
      <span>{work.title}</span>
      <span className={styles['number']}>{progressText(work)}</span>
      <progress
        className={styles['progress']}
        aria-label={work.title}
        {...(work.progress?.total === undefined ? {} : { max: work.progress.total, value: work.progress.done })}
      />
      <Button size="small" onPress={work.stop}>
        Stop
      </Button>
    </div>
  ));
}
