import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Account } from '../../../main/contract/account.ts';
import type { Keychain } from '../../../main/contract/keychain.ts';
import { accountLook, serviceOf } from '../../state/accounts.ts';
import { useBuildAccounts, useKeychain } from '../../state/areas.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { useTruth } from '../../state/truth.ts';
import { showPage, useView } from '../../state/view.ts';
import { Dot } from '../../ui/Dot.tsx';
import { FreshTimeAgo } from '../../ui/time/Times.tsx';
import { openPalette } from './palette-state.ts';
import styles from './StatusBar.module.css';

/** What is worse comes first. */
const troubles = [
  { state: 'failed', text: 'need attention', one: 'needs attention' },
  { state: 'offline', text: 'offline', one: 'offline' },
  { state: 'limited', text: 'asked to wait', one: 'asked to wait' },
  { state: 'connecting', text: 'connecting', one: 'connecting' },
] as const satisfies { state: Account['state']; text: string; one: string }[];

function Accounts() {
  const accounts = useBuildAccounts();
  const services = accounts.filter((account) => serviceOf(account) !== undefined);
  const shown = services.length === 0 ? accounts : services;
  const ready = shown.filter(({ state }) => state === 'ready');
  const parts = troubles.flatMap(({ state, text, one }) => {
    const count = accounts.filter((account) => account.state === state).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : text}`];
  });
  const worst = troubles.find(({ state }) => accounts.some((account) => account.state === state));
  const connected =
    services.length === 0 && ready.length === 1
      ? `${ready[0]?.label} is ready`
      : ready.length === 0
        ? 'No account connected'
        : `${ready.length} ${ready.length === 1 ? 'account' : 'accounts'} connected`;
  const text = [connected, ...parts].join(', ');
  return (
    <span className={styles['item']}>
      {worst !== undefined && <Dot tone={accountLook(worst.state).tone} />}
      <span className={styles['text']} title={text}>
        {text}
      </span>
    </span>
  );
}

/** When a service last said something new; without services, when this computer did. */
function Updated() {
  const updatedAt = useTruth((state) => state.updatedAt);
  const checkedAt = Math.max(0, ...useBuildAccounts().map((account) => account.checkedAt ?? 0));
  const at = checkedAt > 0 ? checkedAt : updatedAt;
  if (at === 0) return null;
  return (
    <span>
      Updated <FreshTimeAgo at={at} />
    </span>
  );
}

const keychainWords: Record<Keychain['state'], string> = {
  checking: 'checking',
  available: 'unlocked',
  locked: 'locked',
  missing: 'none',
};

/** The line at the bottom: how things stand, and the key to everything else. What goes on comes from its feature. */
export function StatusBar({ children }: { children?: ReactNode }) {
  const { state } = useKeychain();
  // In a terminal, Ctrl+K is the shell's.
  const isInSession = useView((view) => view.page.kind === 'session');
  return (
    <footer className={styles['bar']} aria-label="Status" data-region="status">
      <Accounts />
      <Updated />
      <span className={styles['gap']} />
      {children}
      <Button
        className={styles['button'] ?? ''}
        data-warning={state === 'locked' || state === 'missing'}
        onPress={() => showPage({ kind: 'keys' })}
      >
        Keychain: {keychainWords[state]}
      </Button>
      <Button className={styles['button'] ?? ''} onPress={openPalette}>
        {shortcutLabel(isInSession ? 'Mod+Shift+P' : 'Mod+K')} Command palette
      </Button>
    </footer>
  );
}
