import type { FoundKey } from './found-key.ts';

const kindRanks = { agent: 0, generated: 1, imported: 2, file: 3 } as const;
/** The names OpenSSH itself looks for, in the order of today's preference. */
const usualNames = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

function nameRank({ path }: FoundKey): number {
  const at = usualNames.findIndex((name) => path?.endsWith(name) === true);
  return at < 0 ? usualNames.length : at;
}

/**
 * The likely keys first: those the person put first, then the agent's, generated ones, imported ones, and files under
 * their usual names.
 * @param first ids, the foremost first
 */
export function orderKeys(keys: readonly FoundKey[], first: readonly string[]): FoundKey[] {
  const rank = ({ id }: FoundKey) => (first.includes(id) ? first.indexOf(id) : first.length);
  return keys.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      kindRanks[one.kind] - kindRanks[other.kind] ||
      nameRank(one) - nameRank(other) ||
      one.label.localeCompare(other.label, 'en'),
  );
}
