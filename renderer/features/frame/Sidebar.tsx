import { Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { showSettings, useView } from '../../state/view.ts';
import { SideItem } from '../../ui/SideItem.tsx';
import styles from './Sidebar.module.css';

/** Where one can go. The sections come from the features they belong to. */
export function Sidebar({ children }: { children: ReactNode }) {
  const isSettings = useView(({ page }) => page.kind === 'settings');
  return (
    <nav className={styles['sidebar']} aria-label="Jumpseat" data-region="sidebar">
      <div className={styles['brand']}>
        <span className={styles['mark']} aria-hidden />
        Jumpseat
      </div>
      <div className={styles['sections']}>{children}</div>
      <SideItem isCurrent={isSettings} onPress={showSettings} mark={<Settings size={14} aria-hidden />}>
        Settings
      </SideItem>
    </nav>
  );
}
