import { Button as AriaButton } from 'react-aria-components';
import { accountLook, accountTrouble, serviceOf } from '../../state/accounts.ts';
import { useBuildAccounts } from '../../state/areas.ts';
import { showPage } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { Card } from '../../ui/Page.tsx';
import styles from './Accounts.module.css';

/** All accounts at services, in the settings; each leads to its own page. */
export function AccountsCard() {
  const accounts = useBuildAccounts().filter((account) => serviceOf(account) !== undefined);
  return (
    <Card
      title="Accounts"
      text={
        accounts.length === 0 ? 'Builds of CircleCI, Semaphore, Codemagic and Bitrise come from accounts.' : undefined
      }
      tools={<Button onPress={() => showPage({ kind: 'add-account' })}>Add an account</Button>}
    >
      {accounts.length > 0 && (
        <ul className={styles['list']}>
          {accounts.map((account) => {
            const look = accountLook(account.state);
            const trouble = accountTrouble(account);
            return (
              <li key={account.id}>
                <AriaButton
                  className={styles['entry'] ?? ''}
                  onPress={() => showPage({ kind: 'account', accountId: account.id })}
                >
                  <Dot tone={look.tone} label={look.label} />
                  <span className={styles['name']}>{account.label}</span>
                  <span className={styles['state']}>{trouble ?? account.login ?? account.host}</span>
                </AriaButton>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
