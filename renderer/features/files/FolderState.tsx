import { FolderOpen, FolderX, Lock } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { BrowserState } from './browser.ts';
import styles from './FileBrowser.module.css';

interface FolderStateProps {
  state: BrowserState;
  shownCount: number;
  isConnected: boolean;
  onRetry(): void;
  onUp(): void;
  onShowHidden(): void;
}

const icon = { size: 28, strokeWidth: 1.5 } as const;

/** What stands in the place of rows that are not there: still on their way, none, or why they cannot be had. */
export function FolderState({ state, shownCount, isConnected, onRetry, onUp, onShowHidden }: FolderStateProps) {
  const { status, problem, count, find, folder } = state;
  if (status === 'failed' && problem !== undefined) {
    const isClosed = problem.code === 'not-allowed';
    return (
      <div className={styles['blank']} data-whole>
        <EmptyState
          icon={isClosed ? <Lock {...icon} /> : <FolderX {...icon} />}
          title={problem.message}
          actions={
            <>
              <Button isDisabled={!isConnected} onPress={onRetry}>
                Try again
              </Button>
              {folder !== undefined && folder !== '/' && (
                <Button isDisabled={!isConnected} onPress={onUp}>
                  Go to the folder above
                </Button>
              )}
            </>
          }
        >
          {problem.hint}
        </EmptyState>
      </div>
    );
  }
  if (shownCount > 0) return null;
  if (status !== 'ready') {
    return (
      <div className={styles['blank']}>
        <div className={styles['skeleton']}>
          <Skeleton label="Listing the folder" lines={5} />
        </div>
      </div>
    );
  }
  if (find !== '') {
    return (
      <div className={styles['blank']}>
        <EmptyState title={`No name here has “${find}” in it`}>Escape shows everything again.</EmptyState>
      </div>
    );
  }
  return (
    <div className={styles['blank']}>
      <EmptyState
        icon={<FolderOpen {...icon} />}
        title={count === 0 ? 'This folder is empty' : 'Everything here is hidden'}
        {...(count === 0 ? {} : { actions: <Button onPress={onShowHidden}>Show hidden files</Button> })}
      >
        {count === 0 ? 'Drop files and folders here to upload them.' : 'Names that begin with a dot are not shown.'}
      </EmptyState>
    </div>
  );
}
