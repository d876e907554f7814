import { useEffect, useRef, type ReactNode } from 'react';
import styles from './ToolPage.module.css';

interface ToolPageProps {
  label: string;
  /** Part of the window that F6 goes to. */
  region: string;
  isVisible: boolean;
  children: ReactNode;
}

/** What fills a tab that has a tool in it. It scrolls, and has the keys once it is in front. */
export function ToolPage({ label, region, isVisible, children }: ToolPageProps) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isVisible) root.current?.focus();
  }, [isVisible]);
  return (
    <section ref={root} className={styles['page']} tabIndex={-1} aria-label={label} data-region={region}>
      {children}
    </section>
  );
}
