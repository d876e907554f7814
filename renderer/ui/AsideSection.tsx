import type { ReactNode } from 'react';
import styles from './AsideSection.module.css';

interface AsideSectionProps {
  title?: string | undefined;
  /** What it is called where the title does not say enough. */
  label?: string;
  children: ReactNode;
}

/** One matter of a session, beside its terminal. Narrow windows leave it out. */
export function AsideSection({ title, label, children }: AsideSectionProps) {
  return (
    <section className={styles['section']} aria-label={label}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** Buttons and chips that go on in the next line. */
export function AsideRow({ children }: { children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>;
}
