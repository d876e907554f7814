import type { Page } from '@playwright/test';

/** No change of the list for so long means that the keystroke is dealt with. */
const QUIET_MS = 250;

/**
 * Types into the search field and gives, for every key that changes the list, the time from the key to the
 * picture in which the list last changed because of it, in milliseconds.
 */
export async function filterLatenciesMs(page: Page, keys: readonly string[]): Promise<number[]> {
  const field = page.getByRole('searchbox').first();
  await field.focus();
  await page.evaluate((quietMs) => {
    const measured: number[] = [];
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        let painted: number | undefined;
        const isOfList = ({ target }: MutationRecord): boolean => {
          const element = target instanceof Element ? target : target.parentElement;
          const grid = element?.closest('[role="grid"]') ?? element?.querySelector('[role="grid"]');
          return grid !== null && grid !== undefined;
        };
        const observer = new MutationObserver((records) => {
          if (!records.some(isOfList)) return;
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
        const finish = (): void => {
          observer.disconnect();
          measured.push(painted === undefined ? Number.NaN : painted - timeStamp);
        };
        let timer = window.setTimeout(finish, quietMs);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      },
      { capture: true },
    );
    Object.assign(globalThis, { measuredKeystrokes: measured });
  }, QUIET_MS);
  for (const [index, key] of keys.entries()) {
    await page.keyboard.press(key);
    await page.waitForFunction(
      (count) => (globalThis as unknown as { measuredKeystrokes: number[] }).measuredKeystrokes.length >= count,
      index + 1,
    );
  }
  const measured = await page.evaluate(
    () => (globalThis as unknown as { measuredKeystrokes: number[] }).measuredKeystrokes,
  );
  // A key that leaves the rows in sight as they are changes nothing there.
  const changing = measured.filter((each) => !Number.isNaN(each));
  if (changing.length < keys.length / 2) {
    throw new Error(`The list changed at ${changing.length} of ${keys.length} keys.`);
  }
  return changing;
}
