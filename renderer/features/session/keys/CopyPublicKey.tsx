import { useKeys } from '../../../state/areas.ts';
import { copyPublicKey, makeKey } from '../../../state/key-actions.ts';
import { showPage } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { usePending } from '../../../ui/use-pending.ts';

/** What a key is called that is made in passing. */
const NEW_KEY_LABEL = 'Jumpseat';

/** Puts the public part of the key that machines see first on the clipboard; offers to make one when there is none. */
export function CopyPublicKey({
  size = 'small',
  variant = 'plain',
}: {
  size?: 'normal' | 'small';
  variant?: 'plain' | 'primary';
}) {
  const [isPending, run] = usePending();
  const key = useKeys().find(
    ({ isUsed, publicKey, fault }) => isUsed && publicKey !== undefined && fault === undefined,
  );
  if (key !== undefined) {
    return (
      <Button size={size} variant={variant} isPending={isPending} onPress={() => run(() => copyPublicKey(key.id))}>
        Copy public key
      </Button>
    );
  }
  return (
    <>
      <Button
        size={size}
        variant={variant}
        isPending={isPending}
        onPress={() =>
          run(async () => {
            const keyId = await makeKey(NEW_KEY_LABEL);
            if (keyId !== undefined) await copyPublicKey(keyId);
          })
        }
      >
        Make a new key
      </Button>
      <Button size={size} onPress={() => showPage({ kind: 'keys' })}>
        Keys and secrets
      </Button>
    </>
  );
}
