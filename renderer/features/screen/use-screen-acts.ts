import { useCallback, useEffect, useEffectEvent, useMemo, useRef, type RefObject } from 'react';
import type { Screen } from '../../../main/contract/screen.ts';
import type { Session } from '../../../main/contract/session.ts';
import type { KeyCombination, ViewerSettings } from '../../frames/control.ts';
import { reportProblem } from '../../state/notices.ts';
import {
  copyImage,
  forgetSignIn,
  grabKeys,
  openElsewhere,
  readClipboard,
  saveImage,
  trustScreen,
} from '../../state/screen-actions.ts';
import { addScreenSearch, changeScreenSettings, shareClipboard } from '../../state/screen-view.ts';
import type { ScreenSettings } from '../../state/view.ts';
import { hasScreenThroughSsh } from '../../tabs/screen-choices.ts';
import { commandOf, isWayOut, ownKeys } from './own-keys.ts';
import type { ScreenActs } from './screen-acts.ts';
import { ScreenClipboard } from './screen-clipboard.ts';
import type { ViewerState } from './screen-controller.ts';
import { pictureName } from './screen-text.ts';
import { useFullScreen } from './use-full-screen.ts';
import { useViewer } from './use-viewer.ts';

interface Shown {
  session: Session;
  screen: Screen;
  label: string;
  isVisible: boolean;
  settings: ScreenSettings;
  sharesClipboard: boolean | undefined;
  /** What stands on the keys of this computer, by code. */
  layoutKeys: ReadonlyMap<string, string>;
  panel: RefObject<HTMLElement | null>;
  host: RefObject<HTMLElement | null>;
}

interface UsedScreen {
  acts: ScreenActs;
  viewer: ViewerState;
  isFull: boolean;
  /** Gives the keys to the machine, or to what is asked in its place. */
  focus(): void;
}

/** A screen in an element, and everything that can be done with it. */
export function useScreenActs(shown: Shown): UsedScreen {
  const { session, screen, label, isVisible, settings, sharesClipboard, layoutKeys, panel, host } = shown;
  const { machine } = screen;
  const clipboard = useRef(new ScreenClipboard());
  const full = useFullScreen(panel);
  const { fit, picture, isViewOnly, hasDotCursor, sendsAllKeys } = settings;
  const viewerSettings = useMemo(
    (): Omit<ViewerSettings, 'ownKeys'> => ({
      fit,
      picture,
      isViewOnly,
      hasDotCursor,
      sharesClipboard: sharesClipboard === true,
    }),
    [fit, picture, isViewOnly, hasDotCursor, sharesClipboard],
  );
  const listOwnKeys = useCallback(() => ownKeys(sendsAllKeys, layoutKeys), [sendsAllKeys, layoutKeys]);

  async function giveClipboard(): Promise<void> {
    const text = await clipboard.current.give();
    if (text !== undefined) controller.current?.say({ type: 'clipboard', text });
  }

  async function runOwnKey(keys: KeyCombination): Promise<void> {
    const command = commandOf(keys, layoutKeys);
    if (command === undefined) return;
    // Nothing else of the window can be seen while this fills the display.
    if (full.isFull && !isWayOut(command)) await full.leave();
    command.run();
  }

  const { viewer, controller, reconnect } = useViewer(host, {
    sessionId: session.id,
    screen,
    label,
    isVisible,
    settings: viewerSettings,
    ownKeys: listOwnKeys,
    keyboardLayout: settings.keyboardLayout,
    onClipboard(text) {
      if (sharesClipboard === true && isVisible) clipboard.current.take(text);
    },
    // A viewer behind others has neither keys nor the focus, whatever it says.
    onOwnKey(keys) {
      if (isVisible) void runOwnKey(keys);
    },
    onFocus(isFocused) {
      if (isFocused && isVisible && sharesClipboard === true) void giveClipboard();
    },
  });

  const takesKeys = isVisible && viewer.isFocused;
  useEffect(() => {
    if (!takesKeys) return undefined;
    void grabKeys(true);
    return () => void grabKeys(false);
  }, [takesKeys]);

  const give = useEffectEvent(() => void giveClipboard());
  const isSharing = isVisible && sharesClipboard === true && viewer.phase === 'painted';
  useEffect(() => {
    if (isSharing) give();
  }, [isSharing]);

  const focus = useCallback(() => {
    const fields = [...(panel.current?.querySelectorAll<HTMLInputElement>('form input') ?? [])];
    const wayOn = panel.current?.querySelector<HTMLElement>('[data-way-on] button');
    const asked = fields.find(({ value }) => value === '') ?? fields[0] ?? wayOn;
    if (asked === null || asked === undefined) controller.current?.focus();
    else asked.focus();
  }, [panel, controller]);

  async function withPicture(keep: (png: Uint8Array<ArrayBuffer>, name: string) => Promise<void>): Promise<void> {
    focus();
    const png = await controller.current?.takePicture();
    if (png === undefined) {
      const hint = 'Take it again once the screen is shown.';
      reportProblem({ code: 'not-found', message: 'There is no picture of this screen yet.', hint });
    } else await keep(png, pictureName(session, new Date()));
  }

  function connectAgain(): void {
    clipboard.current.forget();
    reconnect();
  }

  const place = session.machines.find(({ index }) => index === machine);
  const isOffered = screen.route === 'direct' && place?.endpoints.some(({ kind }) => kind === screen.protocol) === true;
  const acts: ScreenActs = {
    change(part) {
      changeScreenSettings(session.id, machine, part);
      focus();
    },
    sendKeys(keys) {
      controller.current?.say({ type: 'keys', keys });
      focus();
    },
    typeClipboard() {
      void readClipboard().then((text = '') => {
        if (text !== '') controller.current?.say({ type: 'type', text });
        focus();
      });
    },
    shareClipboard(isShared) {
      shareClipboard(session.id, isShared);
      focus();
    },
    savePicture: () => void withPicture(saveImage),
    copyPicture: () => void withPicture(copyImage),
    reconnect: connectAgain,
    release: () => panel.current?.querySelector<HTMLElement>('[data-screen-tools] button:not(:disabled)')?.focus(),
    toggleFull: () => void full.toggle(),
    trust() {
      void trustScreen({ sessionId: session.id, screenId: screen.id }).then((isTrusted) => {
        if (isTrusted) connectAgain();
      });
    },
    signInAnew() {
      void forgetSignIn({ sessionId: session.id, screenId: screen.id }).then((isForgotten) => {
        if (isForgotten) connectAgain();
      });
    },
    openElsewhere: isOffered ? () => void openElsewhere(session.id, machine, screen.protocol) : undefined,
    lookThroughSsh:
      place !== undefined && hasScreenThroughSsh(place) ? () => addScreenSearch(session.id, machine) : undefined,
  };
  return { acts, viewer, isFull: full.isFull, focus };
}
