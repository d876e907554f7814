import type { Key } from '../../../main/contract/key.ts';
import type { Command } from '../../state/commands.ts';
import { copyPublicKey, offerKey } from '../../state/key-actions.ts';

/** What can be done with each key. */
export function keyCommands(keys: readonly Key[]): Command[] {
  const group = 'Keys and secrets';
  return keys.flatMap(({ id, label, publicKey, isUsed }) => [
    ...(publicKey === undefined
      ? []
      : [{ id: `keys.copy.${id}`, title: `Copy public key of ${label}`, group, run: () => void copyPublicKey(id) }]),
    {
      id: `keys.use.${id}`,
      title: isUsed ? `Do not use ${label}` : `Use ${label}`,
      group,
      run: () => void offerKey(id, !isUsed),
    },
  ]);
}
