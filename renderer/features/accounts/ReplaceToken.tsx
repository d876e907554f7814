import { useState } from 'react';
import type { Account, AccountCheck, ServiceId } from '../../../main/contract/account.ts';
import { serviceForms } from '../../../main/contract/services.ts';
import { replaceToken } from '../../state/account-actions.ts';
import { showPage } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Page.tsx';
import { CheckedAccount } from './CheckedAccount.tsx';
import { TokenForm } from './TokenForm.tsx';

interface ReplaceTokenProps {
  account: Account;
  service: ServiceId;
  isOpen: boolean;
}

/** A new token for an account that keeps its name and its builds. */
export function ReplaceToken({ account, service, isOpen }: ReplaceTokenProps) {
  const [check, setCheck] = useState<AccountCheck>();
  const { tokenHint, tokenName } = serviceForms[service];
  const toggle = (replacing: boolean): void => showPage({ kind: 'account', accountId: account.id, replacing });
  const isOther = check?.login !== undefined && account.login !== undefined && check.login !== account.login;
  return (
    <Card
      title="Sign-in"
      text={
        isOpen
          ? tokenHint
          : `When the ${tokenName} has expired or was withdrawn, a new one takes its place here. Name and builds stay.`
      }
      tools={
        isOpen ? (
          <Button onPress={() => toggle(false)}>Keep the old token</Button>
        ) : (
          <Button onPress={() => toggle(true)}>Replace token</Button>
        )
      }
    >
      {isOpen && check === undefined && (
        <TokenForm service={service} host={account.host} startsFocused onChecked={setCheck} />
      )}
      {isOpen && check !== undefined && (
        <>
          {isOther && (
            <p>
              This token belongs to {check.login}, the account so far to {account.login}.
            </p>
          )}
          <CheckedAccount
            check={check}
            saveLabel="Save token"
            onSave={async () => {
              const result = await replaceToken(account.id, check.checkId);
              if (result.ok) toggle(false);
              return result;
            }}
            onBack={() => setCheck(undefined)}
          />
        </>
      )}
    </Card>
  );
}
