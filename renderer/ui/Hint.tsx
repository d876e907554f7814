import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import { Keys } from './Keys.tsx';
import styles from './Hint.module.css';

/** How long the pointer rests before the hint shows. */
const DELAY_MS = 500;

/** A short text beside a control, on hover and on keyboard focus. */
export function Hint({
  text,
  shortcut,
  children,
}: {
  text: string;
  shortcut?: string | undefined;
  children: ReactElement;
}) {
  return (
    <TooltipTrigger delay={DELAY_MS} closeDelay={0}>
      {children}
      <Tooltip className={styles['hint'] ?? ''} offset={6}>
        {text}
        {shortcut !== undefined && <Keys label={shortcut} />}
      </Tooltip>
    </TooltipTrigger>
  );
}
