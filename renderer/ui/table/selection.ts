/** What is chosen in a list of which several entries can be. */
export interface Selection {
  keys: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | undefined;
  /** Where the keys are; it need not be chosen. */
  cursor: string | undefined;
}

/** How a click or a key adds to what is chosen. */
export type SelectMode = 'only' | 'toggle' | 'range' | 'move';

export const emptySelection: Selection = { keys: new Set(), anchor: undefined, cursor: undefined };

export function onlyOne(key: string): Selection {
  return { keys: new Set([key]), anchor: key, cursor: key };
}

/** The selection after an entry was met with a click or a key. */
export function select(
  { keys, anchor }: Selection,
  key: string,
  mode: SelectMode,
  keysInOrder: () => readonly string[],
): Selection {
  switch (mode) {
    case 'only':
      return onlyOne(key);
    case 'move':
      return { keys, anchor: key, cursor: key };
    case 'toggle': {
      const next = new Set(keys);
      if (!next.delete(key)) next.add(key);
      return { keys: next, anchor: key, cursor: key };
    }
    case 'range': {
      const order = keysInOrder();
      const from = Math.max(0, anchor === undefined ? 0 : order.indexOf(anchor));
      const to = order.indexOf(key);
      const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { keys: new Set(range), anchor: anchor ?? order[0], cursor: key };
    }
  }
}

/** The same without what is not there any more. */
export function onlyThere(selection: Selection, isThere: (key: string) => boolean): Selection {
  const { keys, anchor, cursor } = selection;
  const kept = [...keys].filter(isThere);
  const stays = (key: string | undefined): string | undefined => (key !== undefined && isThere(key) ? key : undefined);
  if (kept.length === keys.size && stays(anchor) === anchor && stays(cursor) === cursor) return selection;
  return { keys: new Set(kept), anchor: stays(anchor), cursor: stays(cursor) };
}
