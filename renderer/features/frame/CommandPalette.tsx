import { useEffect, useId, useMemo, useRef, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  TextField,
} from 'react-aria-components';
import type { Command } from '../../state/commands.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { useView } from '../../state/view.ts';
import { Keys } from '../../ui/Keys.tsx';
import { setPaletteOpen, usePalette } from './palette-state.ts';
import { rankCommands } from './rank-commands.ts';
import { focusPage } from './regions.ts';
import styles from './CommandPalette.module.css';

function Item({ command }: { command: Command }) {
  const shortcut = command.keys?.[0];
  return (
    <ListBoxItem id={command.id} textValue={command.title} className={styles['item'] ?? ''}>
      <span className={styles['title']}>{command.title}</span>
      {shortcut !== undefined && <Keys label={shortcutLabel(shortcut)} />}
    </ListBoxItem>
  );
}

/** With hundreds of projects, more would only take longer to draw; another letter finds the rest. */
const MAX_SHOWN = 100;

/** In the order of the best match of each group. */
function grouped(commands: readonly Command[]): [string, Command[]][] {
  return [...Map.groupBy(commands, ({ group }) => group)];
}

function Palette() {
  const [query, setQuery] = useState('');
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const commands = usePalette((state) => state.commands);
  const ranked = useMemo(() => rankCommands(commands, query), [commands, query]);
  const groups = useMemo(() => grouped(ranked.slice(0, MAX_SHOWN)), [ranked]);

  function run(id: string): void {
    setPaletteOpen(false);
    const command = commands.find((candidate) => candidate.id === id);
    if (command === undefined) return;
    // After the palette has given the focus back, so that the command can take it.
    requestAnimationFrame(() => {
      const { page } = useView.getState();
      command.run();
      if (useView.getState().page !== page) requestAnimationFrame(focusPage);
    });
  }

  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <TextField aria-label="Search commands" className={styles['search'] ?? ''}>
        <Input
          ref={input}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          placeholder="What do you want to do?"
          className={styles['input'] ?? ''}
          spellCheck={false}
        />
      </TextField>
      <ListBox
        id={listId}
        aria-label="Commands"
        className={styles['menu'] ?? ''}
        onAction={(key) => run(String(key))}
        renderEmptyState={() => <p className={styles['none']}>No command fits.</p>}
      >
        {groups.map(([group, own]) => (
          <ListBoxSection key={group} id={group} aria-label={group}>
            <Header className={styles['group'] ?? ''}>{group}</Header>
            {own.map((command) => (
              <Item key={command.id} command={command} />
            ))}
          </ListBoxSection>
        ))}
      </ListBox>
      {ranked.length > MAX_SHOWN && (
        <p className={styles['more']}>{ranked.length - MAX_SHOWN} more. Type on to find them.</p>
      )}
    </Autocomplete>
  );
}

/** Everything that can be done now, found by typing. */
export function CommandPalette() {
  const isOpen = usePalette((state) => state.isOpen);
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={setPaletteOpen} isDismissable className={styles['overlay'] ?? ''}>
      <Modal className={styles['modal'] ?? ''}>
        <Dialog aria-label="Command palette" className={styles['dialog'] ?? ''} data-owns-all-keys="">
          <Palette />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
