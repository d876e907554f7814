import { PencilLine } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Problem } from '../../../../main/contract/problem.ts';
import { shortcutLabel } from '../../../state/shortcuts.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { shownText } from '../../../ui/text/shown-text.ts';
import { pathParts } from '../paths.ts';
import { PathField } from './PathField.tsx';
import styles from './Path.module.css';

interface PathBarProps {
  folder: string;
  home: string;
  isTyping: boolean;
  onTyping(isTyping: boolean): void;
  /** Folders whose path begins with a text. */
  complete(path: string): Promise<readonly string[]>;
  /** Goes where a typed path leads; a problem when there is nothing. */
  onGo(path: string): Promise<Problem | undefined>;
  onOpen(path: string): void;
  /** The folder over which something is dragged. */
  dropFolder: string | undefined;
}

/** The way to the folder, part by part; a field to type a path in when it is asked for. */
export function PathBar(props: PathBarProps) {
  const { folder, home, isTyping, onTyping, complete, onGo, onOpen, dropFolder } = props;
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    // The end of a long path says more than its beginning, whatever room there is.
    const resized = new ResizeObserver(() => {
      element.scrollLeft = element.scrollWidth;
      element.dataset['cut'] = String(element.scrollWidth > element.clientWidth);
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, [folder, isTyping]);
  if (isTyping) {
    return <PathField folder={folder} home={home} complete={complete} onGo={onGo} onClose={() => onTyping(false)} />;
  }
  const parts = pathParts(folder);
  return (
    <nav className={styles['bar']} aria-label="Path">
      <ol ref={list} className={styles['parts']}>
        {parts.map(({ name, path }, index) => {
          const isLast = index === parts.length - 1;
          return (
            <li key={path} className={styles['part']} data-folder={path}>
              <Button
                className={styles['step'] ?? ''}
                data-target={dropFolder === path}
                {...(isLast ? { 'aria-current': 'location' as const } : {})}
                {...(index === 0 ? { 'aria-label': 'Root folder' } : {})}
                onPress={() => onOpen(path)}
              >
                {shownText(name)}
              </Button>
              {index > 0 && !isLast && <span aria-hidden>/</span>}
            </li>
          );
        })}
      </ol>
      {/* For the pointer; with the keyboard there are the button and its shortcut. */}
      <span className={styles['rest']} aria-hidden onClick={() => onTyping(true)} />
      <IconButton label="Type a path" size="small" shortcut={shortcutLabel('Mod+L')} onPress={() => onTyping(true)}>
        <PencilLine size={13} />
      </IconButton>
    </nav>
  );
}
