import type { ReactNode } from 'react';
import { PageHeader } from './PageHeader.tsx';
import { PageTitle } from './PageTitle.tsx';
import styles from './Page.module.css';

interface PageProps {
  title: string;
  /** Part of the window that F6 goes to. */
  region: string;
  /** Stands before the title: the state of what the page is about. */
  mark?: ReactNode;
  /** Buttons at the far end of the header. */
  tools?: ReactNode;
  /** Rows of a table need more room than lines of text. */
  isWide?: boolean;
  children: ReactNode;
}

/** A page of cards that scrolls below its title. */
export function Page({ title, region, mark, tools, isWide = false, children }: PageProps) {
  return (
    <main className={styles['page']} tabIndex={-1} aria-label={title} data-region={region}>
      <PageHeader tools={tools}>
        {mark}
        <PageTitle>{title}</PageTitle>
      </PageHeader>
      <div className={styles['scroll']}>
        <div className={styles['content']} data-wide={isWide}>
          {children}
        </div>
      </div>
    </main>
  );
}

interface CardProps {
  title: string;
  /** One or two sentences below the title. */
  text?: ReactNode;
  /** Buttons beside the title. */
  tools?: ReactNode;
  children?: ReactNode;
}

/** One matter on a page. */
export function Card({ title, text, tools, children }: CardProps) {
  return (
    <section className={styles['card']} aria-label={title}>
      <div className={styles['head']}>
        <div className={styles['words']}>
          <h2>{title}</h2>
          {text !== undefined && <p className={styles['text']}>{text}</p>}
        </div>
        {tools !== undefined && <div className={styles['row']}>{tools}</div>}
      </div>
      {children}
    </section>
  );
}

/** Buttons in a row, at the end of a card or a form. */
export function ButtonRow({ children }: { children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>;
}
