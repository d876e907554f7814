import { useState } from 'react';
import type { Screen } from '../../../main/contract/screen.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { ScreenActs } from './screen-acts.ts';
import type { ViewerState } from './screen-controller.ts';
import { isReadable } from './screen-text.ts';
import styles from './Screen.module.css';

interface ScreenNotesProps {
  screen: Screen;
  viewer: ViewerState;
  sharesClipboard: boolean | undefined;
  acts: ScreenActs;
  isPainted: boolean;
}

/** What has to be said or asked once a screen is shown, above it. */
export function ScreenNotes({ screen, viewer, sharesClipboard, acts, isPainted }: ScreenNotesProps) {
  const [isKnown, setKnown] = useState(false);
  const asks = isPainted && viewer.abilities?.clipboard === true && sharesClipboard === undefined;
  const warns = isPainted && isReadable(screen) && !isKnown;
  if (!asks && !warns) return null;
  return (
    <div className={styles['notes']}>
      {warns && (
        <Notice
          tone="warn"
          message="This connection is not encrypted."
          hint="Others on the way can see the screen and what you type."
          onDismiss={() => setKnown(true)}
        >
          {acts.lookThroughSsh !== undefined && (
            <Button size="small" onPress={acts.lookThroughSsh}>
              Open through SSH…
            </Button>
          )}
        </Notice>
      )}
      {asks && (
        <Notice
          tone="run"
          message="Share the clipboard with this machine?"
          hint="Text only, both ways, for this session."
        >
          <Button size="small" variant="primary" onPress={() => acts.shareClipboard(true)}>
            Yes
          </Button>
          <Button size="small" onPress={() => acts.shareClipboard(false)}>
            No
          </Button>
        </Notice>
      )}
    </div>
  );
}
