import { Camera, ChevronDown, Clipboard, ClipboardX, Ellipsis, Eye, Keyboard, Maximize, RotateCw } from 'lucide-react';
import type { Screen } from '../../../main/contract/screen.ts';
import { fits, pictures, sentKeys } from '../../frames/control.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import type { ScreenSettings } from '../../state/view.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/Menu.tsx';
import { keyboardLayouts } from './keyboard-layouts.ts';
import type { ScreenActs } from './screen-acts.ts';
import type { ViewerState } from './screen-controller.ts';
import { ScreenFigures } from './ScreenFigures.tsx';
import { ScreenInfo } from './ScreenInfo.tsx';
import { fitNames, pictureNames, sentKeyNames } from './screen-text.ts';
import { FULL_SCREEN_KEYS, RELEASE_KEYS } from './use-screen-commands.ts';
import styles from './ScreenToolbar.module.css';

interface ScreenToolbarProps {
  screen: Screen;
  settings: ScreenSettings;
  viewer: ViewerState;
  sharesClipboard: boolean | undefined;
  acts: ScreenActs;
  isPainted: boolean;
}

function fitEntries({ settings, viewer, acts }: ScreenToolbarProps): MenuEntry[] {
  const resize = viewer.abilities?.resize;
  return fits.map((fit) => ({
    id: fit,
    label:
      fit === 'resize' && resize === 'reconnects' ? `${fitNames[fit].long}, by connecting again` : fitNames[fit].long,
    isChosen: fit === settings.fit,
    isDisabled: fit === 'resize' && resize === 'no',
    run: () => acts.change({ fit }),
  }));
}

function keyEntries({ settings, acts }: ScreenToolbarProps): MenuEntry[] {
  return [
    ...sentKeys.map((keys) => ({
      id: keys,
      label: sentKeyNames[keys],
      ...(keys === 'ctrl-alt-delete' ? { shortcut: shortcutLabel('Ctrl+Alt+End') } : {}),
      run: () => acts.sendKeys(keys),
    })),
    { id: 'type', label: 'Type the clipboard’s text', startsGroup: true, run: acts.typeClipboard },
    {
      id: 'all',
      label: 'All keys to the machine',
      isChosen: settings.sendsAllKeys,
      startsGroup: true,
      run: () => acts.change({ sendsAllKeys: !settings.sendsAllKeys }),
    },
    { id: 'release', label: 'Take the keys back', shortcut: shortcutLabel(RELEASE_KEYS), run: acts.release },
  ];
}

function moreEntries({ screen, settings, acts }: ScreenToolbarProps): MenuEntry[] {
  return [
    ...(screen.protocol === 'vnc'
      ? [
          {
            id: 'dot',
            label: 'Dot where the machine shows no pointer',
            isChosen: settings.hasDotCursor,
            run: () => acts.change({ hasDotCursor: !settings.hasDotCursor }),
          },
        ]
      : []),
    { id: 'sign-in', label: 'Sign in as somebody else…', run: acts.signInAnew },
    ...(acts.openElsewhere === undefined
      ? []
      : [{ id: 'elsewhere', label: 'Open in another program', run: acts.openElsewhere }]),
    ...(acts.lookThroughSsh === undefined
      ? []
      : [{ id: 'ssh', label: 'Other screens through SSH…', run: acts.lookThroughSsh }]),
  ];
}

/** Keys of Windows are sent by their place; which letter that is, its layout says. It counts from the next connection. */
function LayoutMenu({ settings, acts }: ScreenToolbarProps) {
  const shown = keyboardLayouts.find(({ id }) => id === settings.keyboardLayout);
  const name = shown?.name ?? 'United States';
  return (
    <MenuButton
      isQuiet
      opensAt="start"
      label={`Keyboard layout: ${name}`}
      entries={keyboardLayouts.map(({ id, name: label }) => ({
        id: String(id),
        label,
        isChosen: id === shown?.id,
        run: () => {
          acts.change({ keyboardLayout: id });
          acts.reconnect();
        },
      }))}
    >
      <span className={styles['word']}>{name}</span>
      <ChevronDown size={12} aria-hidden />
    </MenuButton>
  );
}

/** Everything about a screen that is worth a button, and how it does. */
export function ScreenToolbar(props: ScreenToolbarProps) {
  const { screen, settings, viewer, sharesClipboard, acts, isPainted } = props;
  const isSharing = sharesClipboard === true && viewer.abilities?.clipboard === true;
  return (
    <div className={styles['bar']} data-screen-tools="" role="group" aria-label="Screen tools">
      <MenuButton isQuiet opensAt="start" label={`Size: ${fitNames[settings.fit].short}`} entries={fitEntries(props)}>
        <span className={styles['word']}>{fitNames[settings.fit].short}</span>
        <ChevronDown size={12} aria-hidden />
      </MenuButton>
      {(viewer.abilities?.quality ?? screen.protocol === 'vnc') && (
        <MenuButton
          isQuiet
          opensAt="start"
          label={`Picture: ${pictureNames[settings.picture].short}`}
          entries={pictures.map((picture) => ({
            id: picture,
            label: pictureNames[picture].long,
            isChosen: picture === settings.picture,
            run: () => acts.change({ picture }),
          }))}
        >
          <span className={styles['word']}>{pictureNames[settings.picture].short}</span>
          <ChevronDown size={12} aria-hidden />
        </MenuButton>
      )}
      {screen.protocol === 'rdp' && <LayoutMenu {...props} />}
      <span className={styles['line']} />
      <IconButton
        label="View only"
        shortcut={shortcutLabel('Mod+Alt+V')}
        isOn={settings.isViewOnly}
        onPress={() => acts.change({ isViewOnly: !settings.isViewOnly })}
      >
        <Eye size={15} />
      </IconButton>
      <MenuButton isQuiet opensAt="start" label="Keys" entries={keyEntries(props)} isDisabled={!isPainted}>
        <Keyboard size={16} />
      </MenuButton>
      <IconButton
        label="Share the clipboard"
        isOn={isSharing}
        isDisabled={viewer.abilities?.clipboard !== true}
        onPress={() => acts.shareClipboard(sharesClipboard !== true)}
      >
        {isSharing ? <Clipboard size={15} /> : <ClipboardX size={15} />}
      </IconButton>
      <MenuButton
        isQuiet
        opensAt="start"
        label="Picture of the screen"
        isDisabled={!isPainted}
        entries={[
          { id: 'save', label: 'Save as a file…', shortcut: shortcutLabel('Mod+Alt+S'), run: acts.savePicture },
          { id: 'copy', label: 'Copy', shortcut: shortcutLabel('Mod+Alt+C'), run: acts.copyPicture },
        ]}
      >
        <Camera size={15} />
      </MenuButton>
      <MenuButton isQuiet opensAt="start" label="More" entries={moreEntries(props)}>
        <Ellipsis size={15} />
      </MenuButton>
      <span className={styles['space']} />
      <ScreenFigures viewer={viewer} />
      <ScreenInfo screen={screen} viewer={viewer} isPainted={isPainted} />
      <IconButton label="Connect again" shortcut={shortcutLabel('Mod+Alt+R')} onPress={acts.reconnect}>
        <RotateCw size={14} />
      </IconButton>
      <IconButton label="Full screen" shortcut={shortcutLabel(FULL_SCREEN_KEYS)} onPress={acts.toggleFull}>
        <Maximize size={14} />
      </IconButton>
    </div>
  );
}
