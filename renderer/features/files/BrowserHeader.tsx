import { ArrowLeft, ArrowRight, ArrowUp, Bookmark, Download, PanelRight, RefreshCw, Upload } from 'lucide-react';
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
  /** Where no tab says that these are files. */
  title: string | undefined;
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
  const { title, browser, state, bookmarks, isConnected, isPreviewOpen, hasChosen, children, uploads, more } = props;
  const { back, forward, folder, place } = state;
  const hasFolder = folder !== undefined && state.status !== 'failed';
  const places: FileBookmark[] = [
    ...bookmarks,
    ...(place === undefined ? [] : [{ name: 'Home folder', path: place.home }]),
    { name: 'Root folder', path: '/' },
  ];
  return (
    <div className={styles['header']} role="toolbar" aria-label="Files">
      {title !== undefined && <h2 className={styles['title']}>{title}</h2>}
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
        <span className={styles['wide']}>
          <IconButton
            label="Forward"
            size="small"
            shortcut={shortcutLabel('Alt+ArrowRight')}
            isDisabled={forward.length === 0 || !isConnected}
            onPress={() => browser.goForward()}
          >
            <ArrowRight size={14} />
          </IconButton>
        </span>
        <IconButton
          label="Up to the folder above"
          size="small"
          shortcut={shortcutLabel('Alt+ArrowUp')}
          isDisabled={folder === undefined || folder === '/' || !isConnected}
          onPress={() => browser.goUp()}
        >
          <ArrowUp size={14} />
        </IconButton>
        <span className={styles['wide']}>
          <IconButton
            label="List again"
            size="small"
            shortcut={shortcutLabel('Mod+R')}
            isDisabled={!isConnected}
            onPress={() => void browser.refresh()}
          >
            <RefreshCw size={13} />
          </IconButton>
        </span>
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
      <MenuButton label="Upload" entries={uploads} isDisabled={!isConnected || !hasFolder}>
        <span className={styles['wide']}>Upload</span>
        <span className={styles['icon']}>
          <Upload size={14} />
        </span>
      </MenuButton>
      <Button aria-label="Download" isDisabled={!isConnected || !hasChosen} onPress={props.onDownload}>
        <span className={styles['wide']}>Download</span>
        <span className={styles['icon']}>
          <Download size={14} />
        </span>
      </Button>
      <MenuButton label="More for these files" entries={more} />
    </div>
  );
}
