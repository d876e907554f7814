import type { Keychain } from '../../../main/contract/keychain.ts';
import { serviceOf } from '../../state/accounts.ts';
import { useAccounts, useKeychain, useKeys } from '../../state/areas.ts';
import { recheckKeychain } from '../../state/key-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Page.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { usePending } from '../../ui/use-pending.ts';

const sentences: Record<Keychain['state'], string> = {
  checking: 'Jumpseat is looking for the keychain of this system.',
  available: 'It is unlocked. Tokens, passphrases and the private parts of keys made here are kept in it.',
  locked: 'It is locked. Secrets are kept in memory until Jumpseat quits, and never on disk.',
  missing: 'There is none here. Secrets are kept in memory until Jumpseat quits, and never on disk.',
};

const usualHints: Record<Keychain['state'], string | undefined> = {
  checking: undefined,
  available: undefined,
  locked: 'Unlock it, then check again: what is in memory moves into it.',
  missing: 'Start or install one, then check again: what is in memory moves into it.',
};

/** What is kept only for this run, counted. */
function useUnkeptCount(): number {
  const accounts = useAccounts().filter(
    (account) => serviceOf(account) !== undefined && account.secretPlace === 'this-run',
  );
  const keys = useKeys().filter(
    ({ secretPlace, passphrase }) => secretPlace === 'this-run' || passphrase === 'this-run',
  );
  return accounts.length + keys.length;
}

/** Whether secrets last longer than this run, and what to do when they do not. */
export function KeychainCard() {
  const { state, name, message, hint } = useKeychain();
  const unkept = useUnkeptCount();
  const [isPending, run] = usePending();
  useCommands(() => [
    {
      id: 'keychain.recheck',
      title: 'Look for the keychain again',
      group: 'Keys and secrets',
      run: () => void recheckKeychain(),
    },
  ]);
  const isWrong = state === 'locked' || state === 'missing';
  return (
    <Card
      title="Keychain"
      text={isWrong ? undefined : `${name}. ${sentences[state]}`}
      tools={
        <Button isPending={isPending} onPress={() => run(recheckKeychain)}>
          Check again
        </Button>
      }
    >
      {isWrong && <Notice tone="warn" message={message ?? sentences[state]} hint={hint ?? usualHints[state]} />}
      {unkept > 0 && (
        <p>
          {unkept === 1 ? '1 secret is' : `${unkept} secrets are`} in memory only
          {isWrong ? '.' : ', and gone when Jumpseat quits.'}
        </p>
      )}
    </Card>
  );
}
