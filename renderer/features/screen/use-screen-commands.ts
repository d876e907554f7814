import type { Screen } from '../../../main/contract/screen.ts';
import { fits, sentKeys } from '../../frames/control.ts';
import type { Command } from '../../state/commands.ts';
import { useCommands } from '../../state/use-commands.ts';
import type { ScreenSettings } from '../../state/view.ts';
import type { ScreenActs } from './screen-acts.ts';
import type { ViewerState } from './screen-controller.ts';
import { fitNames, sentKeyNames } from './screen-text.ts';

export const FULL_SCREEN_KEYS = 'Mod+Shift+F';
export const RELEASE_KEYS = 'Ctrl+Alt+Shift+R';

interface Shown {
  screen: Screen;
  settings: ScreenSettings;
  acts: ScreenActs;
  viewer: ViewerState;
  isFull: boolean;
  sharesClipboard: boolean | undefined;
  isVisible: boolean;
}

function pictureCommands({ settings, acts, viewer }: Shown): Command[] {
  const group = 'Screen';
  const { abilities } = viewer;
  return [
    ...fits
      .filter((fit) => fit !== 'resize' || abilities?.resize !== 'no')
      .map((fit, index) => ({
        id: `screen.fit.${fit}`,
        title: `Size: ${fitNames[fit].long.toLowerCase()}`,
        group,
        keys: [`Mod+Alt+${index + 1}`],
        run: () => acts.change({ fit }),
      })),
    {
      id: 'screen.viewOnly',
      title: settings.isViewOnly ? 'Work on the screen again' : 'View only',
      group,
      keys: ['Mod+Alt+V'],
      run: () => acts.change({ isViewOnly: !settings.isViewOnly }),
    },
    { id: 'screen.save', title: 'Save a picture of the screen…', group, keys: ['Mod+Alt+S'], run: acts.savePicture },
    { id: 'screen.copy', title: 'Copy a picture of the screen', group, keys: ['Mod+Alt+C'], run: acts.copyPicture },
  ];
}

function keyCommands({ settings, acts, sharesClipboard }: Shown): Command[] {
  const group = 'Screen';
  return [
    ...sentKeys.map((keys) => ({
      id: `screen.keys.${keys}`,
      title: `Press ${sentKeyNames[keys]} on the machine`,
      group,
      ...(keys === 'ctrl-alt-delete' ? { keys: ['Ctrl+Alt+End'] } : {}),
      run: () => acts.sendKeys(keys),
    })),
    { id: 'screen.type', title: 'Type the clipboard’s text on the machine', group, run: acts.typeClipboard },
    {
      id: 'screen.clipboard',
      title: sharesClipboard === true ? 'Stop sharing the clipboard' : 'Share the clipboard with the machine',
      group,
      run: () => acts.shareClipboard(sharesClipboard !== true),
    },
    {
      id: 'screen.allKeys',
      title: settings.sendsAllKeys ? 'Keep Jumpseat’s own keys' : 'All keys to the machine',
      group,
      run: () => acts.change({ sendsAllKeys: !settings.sendsAllKeys }),
    },
  ];
}

/** What can be done with the screen in front. */
export function useScreenCommands(shown: Shown): void {
  const { acts, viewer, isFull, isVisible } = shown;
  useCommands(() => {
    const group = 'Screen';
    const isPainted = viewer.phase === 'painted';
    return [
      {
        id: 'screen.fullScreen',
        title: isFull ? 'Leave full screen' : 'Screen in full screen',
        group,
        keys: [FULL_SCREEN_KEYS, 'F11'],
        run: acts.toggleFull,
      },
      {
        id: 'screen.release',
        title: 'Take the keys back from the machine',
        group,
        keys: [RELEASE_KEYS],
        run: acts.release,
      },
      ...(isPainted ? [...pictureCommands(shown), ...keyCommands(shown)] : []),
      { id: 'screen.reconnect', title: 'Connect the screen again', group, keys: ['Mod+Alt+R'], run: acts.reconnect },
      { id: 'screen.signIn', title: 'Sign in to the screen as somebody else…', group, run: acts.signInAnew },
      ...(acts.openElsewhere === undefined
        ? []
        : [{ id: 'screen.elsewhere', title: 'Open the screen in another program', group, run: acts.openElsewhere }]),
    ];
  }, isVisible);
}
