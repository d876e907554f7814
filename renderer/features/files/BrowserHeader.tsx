import { ArrowLeft, ArrowRight, ArrowUp, Bookmark, PanelRight, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/Menu.tsx';
import type { Browser, BrowserState } from './browser.ts';
import styles from './FileBrowser.module.css';

/** A folder worth going to. */
export interface FileBookmark {
  name: string;
  path: string;
}

interface BrowserHeaderProps {
  browser: Browser;
  state: BrowserState;
  bookmarks: readonly FileBookmark[];
  isConnected: boolean;
  isPreviewOpen: boolean;
  hasChosen: boolean;
  /** The path, which takes the room that is left. */
  children: ReactNode;
  uploads: readonly MenuEntry[];
  more: readonly MenuEntry[];
  onGoTo(path: string): void;
  onDownload(): void;
  onTogglePreview(): void;
}

/** Where the list is, ways to other folders, and what is done most. */
export function BrowserHeader(props: BrowserHeaderProps) {
  const { browser, state, bookmarks, isConnected, isPreviewOpen, hasChosen, children, uploads, more } = props;
  const { back, forward, folder, place } = state;
  const hasFolder = folder !== undefined && state.status !== 'failed';
  const places: FileBookmark[] = [
    ...bookmarks,
    ...(place === undefined ? [] : [{ name: 'Home folder', path: place.home }]),
    { name: 'Root folder', path: '/' },
  ];
  return (
    <div className={styles['header']} role="toolbar" aria-label="Files">
      <div className={styles['ways']}>
        <IconButton
          label="Back"
          size="small"
          shortcut={shortcutLabel('Alt+ArrowLeft')}
          isDisabled={back.length === 0 || !isConnected}
          onPress={() => browser.goBack()}
        >
          <ArrowLeft size={14} />
        </IconButton>
        <IconButton
          label="Forward"
          size="small"
          shortcut={shortcutLabel('Alt+ArrowRight')}
          isDisabled={forward.length === 0 || !isConnected}
          onPress={() => browser.goForward()}
        >
          <ArrowRight size={14} />
        </IconButton>
        <IconButton
          label="Up to the folder above"
          size="small"
          shortcut={shortcutLabel('Alt+ArrowUp')}
          isDisabled={folder === undefined || folder === '/' || !isConnected}
          onPress={() => browser.goUp()}
        >
          <ArrowUp size={14} />
        </IconButton>
        <IconButton
          label="List again"
          size="small"
          shortcut={shortcutLabel('Mod+R')}
          isDisabled={!isConnected}
          onPress={() => void browser.refresh()}
        >
          <RefreshCw size={13} />
        </IconButton>
      </div>
      {children}
      <MenuButton
        label="Places"
        isQuiet
        entries={places.map(({ name, path }) => ({
          id: `${name}\n${path}`,
          label: name,
          run: () => props.onGoTo(path),
        }))}
      >
        <Bookmark size={14} />
      </MenuButton>
      <IconButton
        label="Preview"
        size="small"
        isOn={isPreviewOpen}
        shortcut={shortcutLabel('Mod+Shift+Y')}
        onPress={props.onTogglePreview}
      >
        <PanelRight size={14} />
      </IconButton>
      {isConnected && hasFolder && (
        <MenuButton label="Upload" entries={uploads}>
          Upload
        </MenuButton>
      )}
      <Button isDisabled={!isConnected || !hasChosen} onPress={props.onDownload}>
        Download
      </Button>
      <MenuButton label="More for these files" entries={more} />
    </div>
  );
}
