import { useEffect, useEffectEvent, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
import type { Screen } from '../../../main/contract/screen.ts';
import type { Session } from '../../../main/contract/session.ts';
import { useScreenSettings, useSharedClipboard } from '../../state/screen-view.ts';
import type { ScreenHandle } from '../../tabs/screen-handles.ts';
import { FullScreenBar } from './FullScreenBar.tsx';
import { readLayout } from './keyboard.ts';
import { guessLayout } from './keyboard-layouts.ts';
import { ScreenCover } from './ScreenCover.tsx';
import { ScreenNotes } from './ScreenNotes.tsx';
import { ScreenToolbar } from './ScreenToolbar.tsx';
import { coverOf } from './screen-cover.ts';
import { useScreenActs } from './use-screen-acts.ts';
import { useScreenCommands } from './use-screen-commands.ts';
import styles from './Screen.module.css';

interface ScreenViewProps {
  ref?: Ref<ScreenHandle>;
  session: Session;
  screen: Screen;
  /** For a screen reader, for example "Screen 2". */
  label: string;
  isVisible: boolean;
  onClose(): void;
}

const noKeys: ReadonlyMap<string, string> = new Map<string, string>();

/** What stands on the keys of this computer, once that is known. */
function useLayoutKeys(): ReadonlyMap<string, string> {
  const [keys, setKeys] = useState(noKeys);
  useEffect(() => {
    let isGone = false;
    void readLayout().then((read) => {
      if (!isGone) setKeys(read);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return keys;
}

/** A screen of a machine with its tools and its questions. */
export function ScreenView({ ref, session, screen, label, isVisible, onClose }: ScreenViewProps) {
  const panel = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const layoutKeys = useLayoutKeys();
  const stored = useScreenSettings(session.id, screen.machine);
  const sharesClipboard = useSharedClipboard(session.id);
  const settings = useMemo(
    () => ({ ...stored, keyboardLayout: stored.keyboardLayout ?? guessLayout(navigator.language, layoutKeys) }),
    [stored, layoutKeys],
  );
  const { acts, viewer, isFull, focus } = useScreenActs({
    session,
    screen,
    label,
    isVisible,
    settings,
    sharesClipboard,
    layoutKeys,
    panel,
    host,
  });
  useScreenCommands({ screen, settings, acts, viewer, isFull, sharesClipboard, isVisible });

  const cover = coverOf(screen, viewer);
  const isPainted = cover.kind === 'picture';
  useImperativeHandle(ref, () => ({ focus }), [focus]);
  useEffect(() => {
    if (isVisible) focus();
  }, [isVisible, focus]);
  const takeKeys = useEffectEvent(() => {
    // What the person does elsewhere is not interrupted by a picture that comes.
    const focused = document.activeElement;
    if (isVisible && (focused === document.body || panel.current?.contains(focused) === true)) focus();
  });
  useEffect(() => takeKeys(), [cover.kind, isFull]);

  return (
    <div
      ref={panel}
      className={styles['screen']}
      role="group"
      aria-label={label}
      data-region="screen"
      data-full={isFull}
    >
      {isFull ? (
        <FullScreenBar acts={acts} isReady={isPainted} label={label} />
      ) : (
        <ScreenToolbar
          screen={screen}
          settings={settings}
          viewer={viewer}
          sharesClipboard={sharesClipboard}
          acts={acts}
          isPainted={isPainted}
        />
      )}
      <div className={styles['stage']}>
        <div ref={host} className={styles['host']} />
        <ScreenNotes
          screen={screen}
          viewer={viewer}
          sharesClipboard={sharesClipboard}
          acts={acts}
          isPainted={isPainted}
        />
        {cover.kind !== 'picture' && (
          <ScreenCover session={session} screen={screen} cover={cover} acts={acts} onClose={onClose} />
        )}
      </div>
    </div>
  );
}
