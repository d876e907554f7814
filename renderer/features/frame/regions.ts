const focusable = 'button:not(:disabled), input, textarea, [tabindex="0"], a[href], summary';

function isInSight(element: Element): boolean {
  return element.getClientRects().length > 0;
}

/** Moves the focus to the next part of the window that has something to focus, around the end. */
export function focusRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isInSight);
  const current = regions.findLastIndex((region) => region.contains(document.activeElement));
  for (let step = 1; step <= regions.length; step += 1) {
    const region = regions.at((Math.max(0, current) + by * (current < 0 ? step - 1 : step)) % regions.length);
    const targets = [...(region?.querySelectorAll<HTMLElement>(focusable) ?? [])].filter(isInSight);
    // What is marked as current is the better place to arrive at than the first of many; a text is only for scrolling.
    const target =
      region?.querySelector<HTMLElement>('[aria-current]') ??
      targets.find((element) => element.role !== 'region') ??
      targets[0];
    if (target !== undefined) {
      // Keys with Ctrl do not count as keyboard use to Chromium, which would leave the ring out.
      target.focus({ focusVisible: true });
      return;
    }
  }
}

/** Puts the keys where the page that has just been opened begins, unless it took them itself. */
export function focusPage(): void {
  const page = document.querySelector<HTMLElement>('main:not([hidden])');
  if (page === null || page.contains(document.activeElement)) return;
  (page.querySelector<HTMLElement>('[role="grid"]') ?? page).focus();
}
