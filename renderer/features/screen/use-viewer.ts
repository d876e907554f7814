import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Screen } from '../../../main/contract/screen.ts';
import type { KeyCombination, ViewerSettings } from '../../frames/control.ts';
import { reportDone } from '../../state/notices.ts';
import { attachScreen } from '../../state/ports.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { idleViewer, ScreenController, type ViewerState } from './screen-controller.ts';
import { makeViewerFrame } from './viewer-frame.ts';

interface Viewed {
  sessionId: string;
  screen: Screen;
  label: string;
  isVisible: boolean;
  settings: Omit<ViewerSettings, 'ownKeys'>;
  /** Combinations that stay here; they follow from the commands that there are, so they are asked for now and then. */
  ownKeys(): KeyCombination[];
  keyboardLayout: number | undefined;
  onClipboard(text: string): void;
  onOwnKey(keys: KeyCombination): void;
  onFocus(isFocused: boolean): void;
}

interface Viewer {
  viewer: ViewerState;
  controller: RefObject<ScreenController | undefined>;
  reconnect(): void;
}

/** The viewer of a screen in an element. It connects when it is first in sight, and again when asked to. */
export function useViewer(host: RefObject<HTMLElement | null>, props: Viewed): Viewer {
  const { screen, isVisible, settings, ownKeys } = props;
  const latest = useRef(props);
  const controller = useRef<ScreenController>(undefined);
  const [viewer, setViewer] = useState<ViewerState>(idleViewer);
  // Main tells of an attempt before it gives the stream for it.
  const isLive = viewer.phase === 'running' || viewer.phase === 'painted';

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new ScreenController(host.current, {
      settings: { ...latest.current.settings, ownKeys: [] },
      makeFrame: () => makeViewerFrame(latest.current.screen.protocol, latest.current.label),
      attach: () => {
        const { sessionId, screen: shown, keyboardLayout } = latest.current;
        return attachScreen(sessionId, shown.id, shown.protocol === 'rdp' ? keyboardLayout : undefined);
      },
      onState: setViewer,
      onClipboard: (text) => latest.current.onClipboard(text),
      onNotice: (text) => reportDone(shownText(text)),
      onOwnKey: (keys) => latest.current.onOwnKey(keys),
      onFocus: (isFocused) => latest.current.onFocus(isFocused),
    });
    controller.current = made;
    return () => {
      controller.current = undefined;
      made[Symbol.dispose]();
    };
  }, [host]);

  useEffect(() => {
    if (isVisible && viewer.phase === 'idle') void controller.current?.connect();
  }, [isVisible, viewer.phase]);
  useEffect(() => {
    // Out of sight a viewer cannot measure what its picture has to fit into.
    if (isVisible) controller.current?.setSettings({ ...settings, ownKeys: ownKeys() });
  }, [settings, ownKeys, isVisible, viewer.phase]);
  // Main knows of trouble before the viewer does, or without it. Of a good end the viewer tells itself, unless it crashed.
  const hasEnded = isLive && (screen.state === 'failed' || screen.state === 'lost');
  useEffect(() => {
    if (hasEnded) controller.current?.end();
  }, [hasEnded]);

  return {
    viewer,
    controller,
    reconnect: () => void controller.current?.connect(),
  };
}
