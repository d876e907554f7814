import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './IconButton.tsx';
import styles from './PageHeader.module.css';

interface PageHeaderProps {
  /** The way back, which Escape is for as well. */
  back?: { label: string; onPress(): void };
  /** What finds no room goes on in a second line. */
  wraps?: boolean;
  /** Stand at the far end. */
  tools?: ReactNode;
  children: ReactNode;
}

/** The line at the top of a page: where one is, and what can be done there. */
export function PageHeader({ back, wraps = false, tools, children }: PageHeaderProps) {
  return (
    <header className={styles['header']} data-wraps={wraps} data-back={back !== undefined}>
      {back !== undefined && (
        <IconButton label={back.label} shortcut="Esc" onPress={back.onPress}>
          <ArrowLeft size={16} />
        </IconButton>
      )}
      {children}
      {tools !== undefined && <div className={styles['tools']}>{tools}</div>}
    </header>
  );
}
