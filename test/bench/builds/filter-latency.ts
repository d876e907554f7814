import type { Page } from '@playwright/test';

/** No change of the list for so long means that the keystroke is dealt with. */
const QUIET_MS = 250;

/**
 * Types into the search field and gives, for every keystroke, the time from the key to the picture in which the list
 * last changed because of it, in milliseconds.
 */
export async function filterLatenciesMs(page: Page, word: string): Promise<number[]> {
  const field = page.getByRole('searchbox').first();
  await field.focus();
  await page.evaluate((quietMs) => {
    const measured: number[] = [];
    const grid = document.querySelector('[role="grid"]');
    const target = grid?.parentElement ?? document.body;
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        let painted = timeStamp;
        let timer = 0;
        const finish = (): void => {
          observer.disconnect();
          measured.push(painted - timeStamp);
        };
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          // A frame's callbacks run before its picture is made, a task after them runs behind it.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => (painted = performance.now()), { once: true });
            port1.start();
            port2.postMessage(undefined);
          });
          timer = window.setTimeout(finish, quietMs);
        });
        timer = window.setTimeout(finish, quietMs);
        observer.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
      },
      { capture: true },
    );
    Object.assign(globalThis, { measuredKeystrokes: measured });
  }, QUIET_MS);
  for (const [index, letter] of [...word].entries()) {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    await page.waitForFunction(
      (count) => (globalThis as unknown as { measuredKeystrokes: number[] }).measuredKeystrokes.length >= count,
      index + 1,
    );
  }
  return page.evaluate(() => (globalThis as unknown as { measuredKeystrokes: number[] }).measuredKeystrokes);
}
