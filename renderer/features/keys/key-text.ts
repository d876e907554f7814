import type { Key } from '../../../main/contract/key.ts';

const kinds: Record<Key['kind'], string> = {
  agent: 'SSH agent',
  file: 'key file',
  imported: 'imported',
  generated: 'made here',
};

export function keyKind(kind: Key['kind']): string {
  return kinds[kind];
}

/** How a key stands, in few words; `isBad` when it cannot sign in as it is. */
export function keyState({ fault, passphrase, secretPlace, isUsed }: Key): { text: string; isBad: boolean } {
  if (fault !== undefined) return { text: fault, isBad: true };
  if (passphrase === 'needed') return { text: 'locked by a passphrase', isBad: isUsed };
  const parts = [
    passphrase === 'kept' ? 'passphrase in the keychain' : undefined,
    passphrase === 'this-run' ? 'unlocked until Jumpseat quits' : undefined,
    secretPlace === 'this-run' ? 'kept until Jumpseat quits' : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) parts.push(secretPlace === 'keychain' ? 'in the keychain' : 'ready');
  return { text: isUsed ? parts.join(', ') : `${parts.join(', ')}, not used`, isBad: false };
}

export function removalQuestion({ label, kind }: Key): string {
  if (kind === 'generated') {
    return `Remove ${label}? Its private part is nowhere else, so it can never sign in again.`;
  }
  return `Remove ${label} from the keychain? The file it came from is not touched.`;
}
