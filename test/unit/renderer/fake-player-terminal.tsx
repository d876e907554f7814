import { useImperativeHandle, useState, type Ref } from 'react';

interface Handle {
  reset(columns: number, rows: number): void;
  resize(columns: number, rows: number): void;
  write(text: string, done: () => void): void;
  rush(isRushing: boolean): void;
  mark(text: string): void;
  selection(): string;
  focus(): void;
}

/** Takes the place of the screen of a player, which paints on a canvas: what is on it is text. */
export function PlayerTerminal({ ref, label }: { ref?: Ref<Handle>; label: string }) {
  const [text, setText] = useState('');
  const [marked, setMarked] = useState('');
  useImperativeHandle(
    ref,
    () => ({
      reset: () => setText(''),
      resize: () => {},
      write: (more, done) => {
        setText((before) => before + more);
        queueMicrotask(done);
      },
      rush: () => {},
      mark: setMarked,
      selection: () => 'one line',
      focus: () => {},
    }),
    [],
  );
  return (
    <div role="region" aria-label={label} data-marked={marked}>
      {text}
    </div>
  );
}
