import { Check, Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { Keys } from './Keys.tsx';
import styles from './Menu.module.css';

export interface MenuEntry {
  id: string;
  label: string;
  shortcut?: string | undefined;
  isDanger?: boolean;
  /** Stands there, and does nothing now. */
  isDisabled?: boolean;
  /** One of several of which exactly one holds. */
  isChosen?: boolean;
  /** A line above it sets it off from what comes before. */
  startsGroup?: boolean;
  run(): void;
}

interface MenuButtonProps {
  /** What the menu is for; read out. */
  label: string;
  entries: readonly MenuEntry[];
  /** What stands on the button; three dots when left out. */
  children?: ReactNode;
  /** No frame, for a button in a row of tabs. */
  isQuiet?: boolean;
  isDisabled?: boolean;
  /** The edge that the menu has in common with the button. */
  opensAt?: 'start' | 'end';
}

interface MenuListProps {
  label: string;
  entries: readonly MenuEntry[];
  /** Where no button opened it, it has to take the keys by itself. */
  takesFocus?: boolean;
}

/** The entries of a menu that is open. */
export function MenuList({ label, entries, takesFocus = false }: MenuListProps) {
  return (
    <AriaMenu
      aria-label={label}
      {...(takesFocus ? { autoFocus: 'first' as const } : {})}
      className={styles['menu'] ?? ''}
      disabledKeys={entries.filter(({ isDisabled }) => isDisabled === true).map(({ id }) => id)}
    >
      {entries.flatMap((entry) => [
        ...(entry.startsGroup ? [<Separator key={`${entry.id}-line`} className={styles['line'] ?? ''} />] : []),
        <MenuItem
          key={entry.id}
          id={entry.id}
          textValue={entry.label}
          className={styles['item'] ?? ''}
          data-danger={entry.isDanger}
          onAction={entry.run}
          {...(entry.isChosen === undefined ? {} : { 'aria-current': entry.isChosen })}
        >
          <span className={styles['label']}>{entry.label}</span>
          {entry.isChosen === true && <Check size={13} aria-label="chosen" />}
          {entry.shortcut !== undefined && <Keys label={entry.shortcut} />}
        </MenuItem>,
      ])}
    </AriaMenu>
  );
}

/** A button that opens a menu. */
export function MenuButton(props: MenuButtonProps) {
  const { label, entries, children, isQuiet = false, isDisabled = false, opensAt = 'end' } = props;
  return (
    <MenuTrigger>
      <AriaButton aria-label={label} className={styles['button'] ?? ''} data-quiet={isQuiet} isDisabled={isDisabled}>
        {children ?? <Ellipsis size={16} />}
      </AriaButton>
      <Popover className={styles['popover'] ?? ''} placement={`bottom ${opensAt}`} offset={4}>
        <MenuList label={label} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}
