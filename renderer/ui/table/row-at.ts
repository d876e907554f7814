/** The row of a table that something on the screen belongs to, by its index; undefined for what is beside the rows. */
export function rowAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest('[data-index]') : null;
  return row === null ? undefined : Number(row.getAttribute('data-index'));
}
