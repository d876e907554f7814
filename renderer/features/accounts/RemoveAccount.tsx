import type { Account } from '../../../main/contract/account.ts';
import { removeAccount } from '../../state/account-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Card } from '../../ui/Page.tsx';
import { usePending } from '../../ui/use-pending.ts';

interface RemoveAccountProps {
  account: Account;
  isAsking: boolean;
  setAsking(isAsking: boolean): void;
}

/** Asks in place before an account goes. */
export function RemoveAccount({ account, isAsking, setAsking }: RemoveAccountProps) {
  const [isRemoving, run] = usePending();
  return (
    <Card
      title="Remove"
      text="Jumpseat forgets the account, its builds and its token. At the service nothing changes; the token can be withdrawn there."
      tools={
        !isAsking && (
          <Button variant="danger" isPending={isRemoving} onPress={() => setAsking(true)}>
            Remove account
          </Button>
        )
      }
    >
      {isAsking && (
        <Confirm
          question={`Remove ${account.label} and its token?`}
          confirmLabel="Remove"
          onConfirm={() => {
            setAsking(false);
            run(() => removeAccount(account.id, account.label));
          }}
          onCancel={() => setAsking(false)}
        />
      )}
    </Card>
  );
}
