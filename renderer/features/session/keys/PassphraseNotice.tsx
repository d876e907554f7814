import type { Problem } from '../../../../main/contract/problem.ts';
import { useKeychain, useKeys } from '../../../state/areas.ts';
import { openKey } from '../../../state/key-actions.ts';
import { showPage } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { SecretPrompt } from '../../../ui/SecretPrompt.tsx';
import styles from './PassphraseNotice.module.css';

/** Asks for the passphrase of the key that comes next, and goes on when it was right. */
export function PassphraseNotice({ problem, onOpened }: { problem: Problem; onOpened(): Promise<void> }) {
  const keychain = useKeychain();
  const locked = useKeys().find(({ isUsed, passphrase, fault }) => isUsed && passphrase === 'needed' && !fault);
  return (
    <div className={styles['ask']}>
      <Notice tone="warn" role="alert" message={problem.message} hint={problem.hint} detail={problem.detail}>
        {locked === undefined && (
          <Button size="small" onPress={() => void onOpened()}>
            Reconnect
          </Button>
        )}
        <Button size="small" onPress={() => showPage({ kind: 'keys' })}>
          Keys and secrets
        </Button>
      </Notice>
      {locked !== undefined && (
        <div className={styles['prompt']}>
          <p className={styles['key']}>
            {locked.label} · {locked.algorithm}
          </p>
          <SecretPrompt
            key={locked.id}
            label="Passphrase"
            submitLabel="Unlock and reconnect"
            keepLabel={keychain.state === 'available' ? 'Keep it in the keychain' : undefined}
            onSubmit={async (passphrase, isKept) => {
              const refusal = await openKey(locked.id, passphrase, isKept);
              if (refusal !== undefined) return `${refusal.message} ${refusal.hint ?? ''}`.trim();
              await onOpened();
              return undefined;
            }}
          />
        </div>
      )}
    </div>
  );
}
