import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { Problem } from '../../../../main/contract/problem.ts';
import { shownText } from '../../../ui/text/shown-text.ts';
import { typedPath } from '../paths.ts';
import styles from './Path.module.css';

interface PathFieldProps {
  folder: string;
  home: string;
  complete(path: string): Promise<readonly string[]>;
  onGo(path: string): Promise<Problem | undefined>;
  onClose(): void;
}

/** Typing is not asked about letter by letter. */
const PAUSE_MS = 90;

/** What is typed, as an absolute path that can be completed. */
function wholePath(text: string, folder: string, home: string): string {
  const path = typedPath(text, folder);
  return path === '~' ? home : path.startsWith('~/') ? `${home.replace(/\/$/, '')}${path.slice(1)}` : path;
}

/**
 * A path that is typed, with the folders that begin like it (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Tab and
 * the arrows take one, Enter goes, Escape leaves everything as it was.
 */
export function PathField({ folder, home, complete, onGo, onClose }: PathFieldProps) {
  const ids = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(folder.endsWith('/') ? folder : `${folder}/`);
  const [wanted, setWanted] = useState('');
  const [offers, setOffers] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState(-1);
  const [problem, setProblem] = useState<Problem>();
  const [isGoing, setGoing] = useState(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const ask = useEffectEvent((typed: string) => complete(wholePath(typed, folder, home)));
  useEffect(() => {
    if (wanted === '') return undefined;
    let isWanted = true;
    const timer = setTimeout(() => {
      void ask(wanted).then((paths) => {
        if (isWanted) setOffers(paths);
      });
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [wanted]);

  function type(next: string): void {
    setText(next);
    setWanted(next);
    setChosen(-1);
    setProblem(undefined);
    if (next === '') setOffers([]);
  }

  function take(path: string): void {
    type(path.endsWith('/') ? path : `${path}/`);
    setOffers([]);
  }

  async function go(path: string): Promise<void> {
    setGoing(true);
    setOffers([]);
    setWanted('');
    const failed = await onGo(path);
    setGoing(false);
    if (failed === undefined) onClose();
    else setProblem(failed);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (offers.length > 0) {
        setOffers([]);
        setWanted('');
      } else onClose();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const offer = offers[chosen];
      if (offer !== undefined) void go(offer);
      else if (text.trim() !== '') void go(wholePath(text, folder, home));
    } else if (event.key === 'Tab' && !event.shiftKey && offers.length > 0) {
      event.preventDefault();
      take(offers[Math.max(0, chosen)] ?? text);
    } else if (step !== 0 && offers.length > 0) {
      event.preventDefault();
      setChosen((index) =>
        index < 0 && step < 0 ? offers.length - 1 : (index + step + offers.length) % offers.length,
      );
    }
  }

  const isOpen = offers.length > 0;
  return (
    <div className={styles['field']}>
      <input
        ref={input}
        role="combobox"
        aria-label="Path"
        aria-expanded={isOpen}
        aria-controls={`${ids}-list`}
        aria-autocomplete="list"
        aria-invalid={problem !== undefined}
        {...(problem === undefined ? {} : { 'aria-describedby': `${ids}-problem` })}
        {...(isOpen && chosen >= 0 ? { 'aria-activedescendant': `${ids}-${chosen}` } : {})}
        className={styles['input']}
        value={text}
        spellCheck={false}
        autoComplete="off"
        readOnly={isGoing}
        onChange={({ target }) => type(target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          // What was not found stays, to be put right.
          setOffers([]);
          if (problem === undefined && !isGoing) onClose();
        }}
      />
      <div id={`${ids}-list`} role="listbox" aria-label="Folders" className={styles['offers']} hidden={!isOpen}>
        {offers.map((path, index) => (
          <div
            key={path}
            id={`${ids}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={styles['offer']}
            // Before the field loses the focus, and with it the list.
            onMouseDown={(event) => {
              event.preventDefault();
              void go(path);
            }}
          >
            {shownText(path)}
          </div>
        ))}
      </div>
      {problem !== undefined && (
        <p id={`${ids}-problem`} role="alert" className={styles['problem']}>
          {problem.message} {problem.hint}
        </p>
      )}
    </div>
  );
}
