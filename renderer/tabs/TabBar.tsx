import { Plus, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { Tab as AriaTab, TabList } from 'react-aria-components';
import type { Session } from '../../main/contract/session.ts';
import { shortcutLabel } from '../state/shortcuts.ts';
import { Dot, type Tone } from '../ui/Dot.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuButton } from '../ui/Menu.tsx';
import { activateTab, closeTab, openTerminalTab } from './tab-actions.ts';
import type { Tab } from './tab.ts';
import { terminalChoices } from './terminal-choices.ts';
import styles from './TabBar.module.css';

const tones: Record<Tab['state'], Tone> = { opening: 'run', open: 'ok', exited: 'off', lost: 'bad' };

function NewTerminal({ session }: { session: Session }) {
  const choices = terminalChoices(session);
  const [only, ...others] = choices;
  if (only === undefined) return null;
  if (others.length === 0) {
    return (
      <IconButton
        label="New terminal"
        shortcut={shortcutLabel('Mod+Shift+T')}
        onPress={() => void openTerminalTab(session.id, only.machine, only.shell)}
      >
        <Plus size={15} />
      </IconButton>
    );
  }
  return (
    <MenuButton
      label="New terminal"
      isQuiet
      entries={choices.map(({ machine, shell, title }) => ({
        id: `${machine} ${shell ?? ''}`,
        label: title,
        run: () => void openTerminalTab(session.id, machine, shell),
      }))}
    >
      <Plus size={15} />
    </MenuButton>
  );
}

/** The tabs of a session. Delete closes the focused one; the cross is for the pointer. */
export function TabBar({ session, tabs }: { session: Session; tabs: readonly Tab[] }) {
  const bar = useRef<HTMLDivElement>(null);
  const closeFocused = useEffectEvent((focused: Element | null) => {
    const tab = tabs.find(({ id }) => id === focused?.getAttribute('data-key'));
    if (tab !== undefined) void closeTab(session, tab);
  });
  useEffect(() => {
    const element = bar.current;
    function onKeyDown({ key, target }: KeyboardEvent): void {
      if (key === 'Delete' && target instanceof Element) closeFocused(target.closest('[role="tab"]'));
    }
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, []);
  // A bar of nothing would only be a strip.
  const isEmpty = tabs.length === 0 && terminalChoices(session).length === 0;
  return (
    <div ref={bar} className={styles['bar']} data-region="tabs" hidden={isEmpty}>
      <TabList aria-label="Tabs" className={styles['list'] ?? ''} items={tabs}>
        {(tab) => (
          <AriaTab
            id={tab.id}
            className={styles['tab'] ?? ''}
            onPress={({ pointerType }) => {
              if (pointerType === 'mouse') activateTab(session, tab);
            }}
          >
            <Dot tone={tones[tab.state]} label={tab.state} />
            {tab.title}
            <span
              aria-hidden
              className={styles['close']}
              title="Close"
              onPointerDown={(event) => event.stopPropagation()}
              onMouseDown={(event) => event.stopPropagation()}
              onClick={(event) => {
                event.stopPropagation();
                void closeTab(session, tab);
              }}
            >
              <X size={12} />
            </span>
          </AriaTab>
        )}
      </TabList>
      <NewTerminal session={session} />
    </div>
  );
}
