import { useState } from 'react';
import type { AccountCheck, ServiceId } from '../../../main/contract/account.ts';
import { serviceForms } from '../../../main/contract/services.ts';
import { addAccount } from '../../state/account-actions.ts';
import { showPage, useView } from '../../state/view.ts';
import { Card, Page } from '../../ui/Page.tsx';
import { CheckedAccount } from './CheckedAccount.tsx';
import { ServicePicker } from './ServicePicker.tsx';
import { TokenForm } from './TokenForm.tsx';

/** From the choice of a service to an account whose builds are in the list. */
function Form({ service }: { service: ServiceId }) {
  const [check, setCheck] = useState<AccountCheck>();
  const [isAgain, setAgain] = useState(false);
  const { name, tokenHint } = serviceForms[service];
  if (check !== undefined) {
    return (
      <Card
        title={`Your account at ${name}`}
        text="This is what the token opens. Nothing is stored before you save it."
      >
        <CheckedAccount
          check={check}
          saveLabel="Save account"
          hasName
          onSave={(label) => addAccount(check.checkId, label)}
          onBack={() => {
            setAgain(true);
            setCheck(undefined);
          }}
        />
      </Card>
    );
  }
  return (
    <Card title={`Sign in to ${name}`} text={tokenHint}>
      <TokenForm service={service} startsFocused={isAgain} onChecked={setCheck} />
    </Card>
  );
}

/** A page, because it takes a while and another window: people go to the service and come back. */
export function AddAccountPage() {
  const service = useView(({ page }) => (page.kind === 'add-account' ? page.service : undefined));
  return (
    <Page title="Add account" region="accounts">
      <Card title="Service" text="Where do the builds run? Several accounts at one service are fine.">
        <ServicePicker chosen={service} onChoose={(next) => showPage({ kind: 'add-account', service: next })} />
      </Card>
      {service !== undefined && <Form key={service} service={service} />}
    </Page>
  );
}
