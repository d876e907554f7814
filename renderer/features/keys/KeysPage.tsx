import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { openLink } from '../../state/app-actions.ts';
import { useKeychain, useKeys } from '../../state/areas.ts';
import { importKey, refreshKeys } from '../../state/key-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Card, Page } from '../../ui/Page.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { KeychainCard } from './KeychainCard.tsx';
import { KeyTable } from './KeyTable.tsx';
import { MakeKey } from './MakeKey.tsx';
import { keyCommands } from './key-commands.ts';
import styles from './Keys.module.css';

/** Where CircleCI takes public keys of its own. Source: CircleCI's documentation on debugging with SSH, 2026. */
const CIRCLECI_KEYS_PAGE = 'https://app.circleci.com/settings/user/job-ssh-keys';

function OwnKeys() {
  const keys = useKeys();
  const keychain = useKeychain();
  const [isMaking, setMaking] = useState(false);
  const [isImporting, runImport] = usePending();
  const [isLooking, runLook] = usePending();
  useCommands(() => [
    { id: 'keys.make', title: 'Make a new key…', group: 'Keys and secrets', run: () => setMaking(true) },
    { id: 'keys.import', title: 'Import a key file…', group: 'Keys and secrets', run: () => void importKey() },
    { id: 'keys.refresh', title: 'Look for keys again', group: 'Keys and secrets', run: () => void refreshKeys() },
    ...keyCommands(keys),
  ]);
  return (
    <Card
      title="Keys"
      text="Keys of your own that sign in to machines, offered one at a time from the top. CircleCI and most pasted commands ask for one; the other services make a key for each machine."
      tools={
        <Button size="small" variant="quiet" isPending={isLooking} onPress={() => runLook(refreshKeys)}>
          Look again
        </Button>
      }
    >
      {keys.length === 0 ? (
        <p className={styles['none']}>
          Neither the SSH agent nor the folder .ssh has a key. Make one here: its private part stays{' '}
          {keychain.state === 'available' ? 'in the keychain.' : 'in memory until Jumpseat quits.'}
        </p>
      ) : (
        <KeyTable keys={keys} />
      )}
      {isMaking ? (
        <MakeKey onDone={() => setMaking(false)} />
      ) : (
        <div className={styles['row']}>
          <Button variant={keys.length === 0 ? 'primary' : 'plain'} onPress={() => setMaking(true)}>
            Make a new key
          </Button>
          <Button isPending={isImporting} onPress={() => runImport(importKey)}>
            Import a key file
          </Button>
        </div>
      )}
    </Card>
  );
}

/** What signs in to machines, and where secrets are kept. */
export function KeysPage() {
  return (
    <Page title="Keys and secrets" region="keys" isWide>
      <KeychainCard />
      <OwnKeys />
      <Card
        title="Where CircleCI wants the public key"
        text="CircleCI opens a machine only for keys it knew before the rebuild: those of your account there, or of the GitHub or Bitbucket account you sign in with. Copy the public key of a key above and add it on the page."
        tools={
          <Button onPress={() => void openLink(CIRCLECI_KEYS_PAGE)}>
            <ExternalLink size={13} aria-hidden />
            Open the page at CircleCI
          </Button>
        }
      />
    </Page>
  );
}
