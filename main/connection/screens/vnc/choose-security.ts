import type { ScreenCredentials } from '../../../contract/connection-control.ts';
import type { ScreenQuestion } from '../../../contract/screen.ts';
import { securityTypes as types } from './security-types.ts';

export type Field = ScreenQuestion['fields'][number];

/** What a server offers. `subtypes` are those of VeNCrypt, which shows them only once it was chosen. */
export interface Offer {
  types: readonly number[];
  subtypes: readonly number[];
}

/** One way to sign in. */
export interface Choice {
  type: number;
  /** It stands in the list of VeNCrypt, not in the server's own. */
  isInVenCrypt: boolean;
  needs: readonly Field[];
}

const both: readonly Field[] = ['user', 'password'];
const password: readonly Field[] = ['password'];

/** From the best protected way to the least; those in one row protect alike, and there the server's order counts. */
const rows: { types: number[]; needs: readonly Field[] }[][] = [
  [
    { types: [types.x509Plain], needs: both },
    { types: [types.x509Vnc], needs: password },
    { types: [types.x509None], needs: [] },
  ],
  // Whether they want a user as well shows later.
  [{ types: [types.ra2With256, types.ra2], needs: password }],
  [{ types: [types.apple], needs: both }],
  [{ types: [types.ra2neWith256, types.ra2ne], needs: password }],
  [{ types: [types.plain], needs: both }],
  [{ types: [types.vncAuth], needs: password }],
  [{ types: [types.none], needs: [] }],
];

/** Ways in which the server shows a certificate or key that can be known again. */
const withKey = new Set<number>([
  ...[types.x509Plain, types.x509Vnc, types.x509None],
  ...[types.ra2With256, types.ra2, types.ra2neWith256, types.ra2ne],
]);

export function showsKey(type: number): boolean {
  return withKey.has(type);
}

interface Ranked extends Choice {
  rank: number;
}

/**
 * The best way to sign in that needs nothing but what is known; with none, the best one, for which the person is asked.
 *
 * @param isTunnelled nobody on the way can read along, so that a password in the clear does no harm; otherwise that is the
 *   last resort
 */
export function chooseSecurity(offer: Offer, known: ScreenCredentials, isTunnelled: boolean): Choice | undefined {
  const rank = (type: number): Omit<Ranked, 'isInVenCrypt'> | undefined => {
    for (const [index, row] of rows.entries())
      for (const way of row)
        if (way.types.includes(type))
          return { type, needs: way.needs, rank: type === types.plain && !isTunnelled ? rows.length : index };
    return undefined;
  };
  const list = (numbers: readonly number[], isInVenCrypt: boolean): Ranked[] =>
    numbers.flatMap((type) => {
      const ranked = rank(type);
      return ranked === undefined ? [] : [{ ...ranked, isInVenCrypt }];
    });
  // VeNCrypt first: it was chosen already to see its list. Where a password is known, a way that asks for one is better.
  const ways = [
    ...list(offer.subtypes, true),
    ...list(
      offer.types.filter((type) => type < types.plain),
      false,
    ),
  ];
  const sorted = ways.toSorted(
    (a, b) => a.rank - b.rank || Number(a.needs.length === 0) - Number(b.needs.length === 0),
  );
  return sorted.find(({ needs }) => missing(needs, known).length === 0) ?? sorted[0];
}

/** What of it is not known. */
export function missing(needs: readonly Field[], known: ScreenCredentials): Field[] {
  return needs.filter((field) => known[field] === undefined);
}
