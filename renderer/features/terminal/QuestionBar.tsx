import { useEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import type { Question } from './terminal-options.ts';
import styles from './Terminal.module.css';

/** A question of the terminal's, below it. Escape and the focused button are no. */
export function QuestionBar({ question }: { question: Question }) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const bar = root.current;
    bar?.querySelector<HTMLElement>('[data-answer="no"] button')?.focus();
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      question.answer(false);
    }
    bar?.addEventListener('keydown', onKeyDown);
    return () => bar?.removeEventListener('keydown', onKeyDown);
  }, [question]);
  return (
    <div ref={root} className={styles['question']} role="group" aria-label={question.text}>
      <span className={styles['asked']}>{question.text}</span>
      <code className={styles['excerpt']}>{question.detail}</code>
      <Button size="small" variant="primary" onPress={() => question.answer(true)}>
        {question.yes}
      </Button>
      <span data-answer="no">
        <Button size="small" onPress={() => question.answer(false)}>
          {question.kind === 'paste' ? 'Do not paste' : 'Do not allow'}
        </Button>
      </span>
    </div>
  );
}
