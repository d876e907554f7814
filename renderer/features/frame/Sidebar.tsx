import { ArrowUpDown, ClipboardPaste, History, KeyRound, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKeychain } from '../../state/areas.ts';
import { useOverallOf } from '../../state/transfer-hooks.ts';
import { showTransfers } from '../../state/transfer-view.ts';
import { showPage, useView } from '../../state/view.ts';
import { Dot } from '../../ui/Dot.tsx';
import { SideItem } from '../../ui/SideItem.tsx';
import { countText } from '../../ui/size/size-text.ts';
import styles from './Sidebar.module.css';

const everywhere = {};

/** The page of all transfers, with the number of those that are not done. */
function TransfersItem({ isCurrent }: { isCurrent: boolean }) {
  const overall = useOverallOf(everywhere);
  const needs = overall?.needsPersonCount ?? 0;
  return (
    <SideItem
      isCurrent={isCurrent}
      onPress={() => showTransfers()}
      mark={<ArrowUpDown size={14} aria-hidden />}
      end={overall !== undefined && (needs > 0 ? <Dot tone="warn" /> : <span>{countText(overall.openCount)}</span>)}
      {...(needs > 0 ? { title: needs === 1 ? 'One of them needs you' : `${needs} of them need you` } : {})}
    >
      Transfers
    </SideItem>
  );
}

/** Where one can go. The sections come from the features they belong to. */
export function Sidebar({ children }: { children: ReactNode }) {
  const page = useView((view) => view.page.kind);
  const { state } = useKeychain();
  const isUnsafe = state === 'locked' || state === 'missing';
  return (
    <nav className={styles['sidebar']} aria-label="Jumpseat" data-region="sidebar">
      <div className={styles['brand']}>
        <span className={styles['mark']} aria-hidden />
        Jumpseat
      </div>
      <div className={styles['sections']}>{children}</div>
      <div className={styles['places']}>
        <SideItem
          isCurrent={page === 'connect'}
          onPress={() => showPage({ kind: 'connect' })}
          mark={<ClipboardPaste size={14} aria-hidden />}
        >
          Connect to a machine
        </SideItem>
        <TransfersItem isCurrent={page === 'transfers'} />
        <SideItem
          isCurrent={page === 'history'}
          onPress={() => showPage({ kind: 'history' })}
          mark={<History size={14} aria-hidden />}
        >
          History
        </SideItem>
        <SideItem
          isCurrent={page === 'keys'}
          onPress={() => showPage({ kind: 'keys' })}
          mark={<KeyRound size={14} aria-hidden />}
          end={isUnsafe && <Dot tone="warn" />}
          {...(isUnsafe ? { title: 'Secrets are kept only until Jumpseat quits' } : {})}
        >
          Keys and secrets
        </SideItem>
        <SideItem
          isCurrent={page === 'settings'}
          onPress={() => showPage({ kind: 'settings' })}
          mark={<Settings size={14} aria-hidden />}
        >
          Settings
        </SideItem>
      </div>
    </nav>
  );
}
