import { expect, test } from 'vitest';
import { createCodeSweeper } from '../../../main/shell/frame-code.ts';

test('the compiled code of frames goes when another one comes', () => {
  const cleared: (readonly string[] | undefined)[] = [];
  const sweep = createCodeSweeper({
    clearCodeCaches: ({ urls }) => {
      cleared.push(urls);
      return Promise.reject(new Error('busy'));
    },
  });
  const serve = (frame: string) => {
    sweep(new URL(`app://vnc-${frame}/frames/vnc/index.html`));
    sweep(new URL(`app://vnc-${frame}/assets/vnc.js`));
  };
  serve('one');
  expect(cleared).toEqual([]);
  serve('two');
  expect(cleared).toEqual([['app://vnc-one/assets/vnc.js']]);
  for (let count = 0; count < 300; count += 1) serve(String(count));
  expect(cleared.at(-1)).toHaveLength(256);
  expect(cleared.at(-1)?.at(-1)).toBe('app://vnc-298/assets/vnc.js');
});
