import { memo, type CSSProperties, type ReactNode } from 'react';
import type { ConsoleLine } from './lines.ts';
import { parseLine } from './spans.ts';
import type { TextStyle } from './sgr.ts';
import styles from './ConsoleText.module.css';

/** Where a search was found in a line, in characters of its plain text. */
export interface Match {
  from: number;
  to: number;
  isCurrent: boolean;
}

function cssOf(style: TextStyle): CSSProperties | undefined {
  const { foreground, background, isInverse = false } = style;
  if (isInverse) {
    return { color: background ?? 'var(--well)', backgroundColor: foreground ?? 'var(--log-text)' };
  }
  if (foreground === undefined && background === undefined) return undefined;
  return {
    ...(foreground === undefined ? {} : { color: foreground }),
    ...(background === undefined ? {} : { backgroundColor: background }),
  };
}

function classOf(style: TextStyle): string | undefined {
  const names = [
    style.isBold && styles['bold'],
    style.isDim && styles['dim'],
    style.isItalic && styles['italic'],
    style.isUnderlined && styles['underlined'],
    style.isStruck && styles['struck'],
    style.isHidden && styles['hidden'],
  ].filter(Boolean);
  return names.length === 0 ? undefined : names.join(' ');
}

/** The text of a span with the matches that fall into it marked. */
function marked(text: string, offset: number, matches: readonly Match[]): ReactNode {
  const pieces: ReactNode[] = [];
  let position = 0;
  for (const { from, to, isCurrent } of matches) {
    const start = Math.max(position, from - offset);
    const end = Math.min(text.length, to - offset);
    if (start >= end) continue;
    pieces.push(text.slice(position, start));
    pieces.push(
      <mark key={from} className={styles['mark']} data-current={isCurrent}>
        {text.slice(start, end)}
      </mark>,
    );
    position = end;
  }
  pieces.push(text.slice(position));
  return pieces;
}

/** One line of output in its colours. The text is only ever text: nothing in it can become an element or a link. */
export const ConsoleText = memo(function ConsoleText({
  line,
  matches = [],
}: {
  line: ConsoleLine;
  matches?: readonly Match[];
}) {
  let offset = 0;
  return parseLine(line.text, line.start).spans.map((span) => {
    const from = offset;
    offset += span.text.length;
    const here = matches.filter((match) => match.from < offset && match.to > from);
    const content = here.length === 0 ? span.text : marked(span.text, from, here);
    const css = cssOf(span.style);
    const className = classOf(span.style);
    if (css === undefined && className === undefined) return <span key={from}>{content}</span>;
    return (
      <span
        key={from}
        {...(css === undefined ? {} : { style: css })}
        {...(className === undefined ? {} : { className })}
      >
        {content}
      </span>
    );
  });
});
