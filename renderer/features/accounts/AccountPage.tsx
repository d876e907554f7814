import { useState } from 'react';
import type { Account, ServiceId } from '../../../main/contract/account.ts';
import { recheckAccount } from '../../state/account-actions.ts';
import { accountLook, accountTrouble, placeName, secretPlaceText, serviceOf } from '../../state/accounts.ts';
import { openLink } from '../../state/app-actions.ts';
import { useAccount, useBuildCounts, useKeychain } from '../../state/areas.ts';
import { showBuilds, useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Card, Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { RemoveAccount } from './RemoveAccount.tsx';
import { RenameAccount } from './RenameAccount.tsx';
import { ReplaceToken } from './ReplaceToken.tsx';
import { useAccountCommands } from './use-account-commands.ts';

function CheckAgain({ accountId }: { accountId: string }) {
  const [isPending, run] = usePending();
  return (
    <Button isPending={isPending} onPress={() => run(() => recheckAccount(accountId))}>
      Check again
    </Button>
  );
}

function Trouble({ account }: { account: Account }) {
  const trouble = accountTrouble(account);
  if (trouble === undefined) return null;
  const { tone } = accountLook(account.state);
  return (
    <ProblemNotice
      tone={tone}
      role={account.state === 'failed' ? 'alert' : 'status'}
      problem={{ ...account.problem, message: trouble }}
      onOpenLink={(url) => void openLink(url)}
    />
  );
}

function Content({ account, service }: { account: Account; service: ServiceId }) {
  const { id, label, state, login, scope, host, secretPlace, checkedAt } = account;
  const keychain = useKeychain();
  const count = useBuildCounts().get(id) ?? 0;
  const look = accountLook(state);
  const startsReplacing = useView(({ page }) => page.kind === 'account' && page.replacing === true);
  const [open, setOpen] = useState<'name' | 'removal'>();
  useAccountCommands(account, setOpen);
  return (
    <Page
      title={label}
      region="account"
      mark={<Dot tone={look.tone} label={look.label} />}
      tools={<Button onPress={() => showBuilds({ kind: 'account', accountId: id })}>Show its builds</Button>}
    >
      <Trouble account={account} />
      <Card title="Account" tools={<CheckAgain accountId={id} />}>
        <Facts
          entries={[
            ['Service', placeName(account)],
            ['Host', host],
            ['Belongs to', login],
            ['Sees', scope],
            ['State', look.label],
            ['Answered', checkedAt === undefined ? 'not yet' : <TimeAgo at={checkedAt} />],
            ['Builds here', String(count)],
            ['Token kept', secretPlace && secretPlaceText(secretPlace, keychain.name)],
          ]}
        />
      </Card>
      <RenameAccount
        key={label}
        account={account}
        isOpen={open === 'name'}
        setOpen={(isOpen) => setOpen(isOpen ? 'name' : undefined)}
      />
      <ReplaceToken key={String(startsReplacing)} account={account} service={service} isOpen={startsReplacing} />
      <RemoveAccount
        account={account}
        isAsking={open === 'removal'}
        setAsking={(isAsking) => setOpen(isAsking ? 'removal' : undefined)}
      />
    </Page>
  );
}

/** One account: how it stands, and what can be done with it. */
export function AccountPage() {
  const accountId = useView(({ page }) => (page.kind === 'account' ? page.accountId : undefined));
  const account = useAccount(accountId);
  const service = account === undefined ? undefined : serviceOf(account);
  if (account !== undefined && service !== undefined) {
    return <Content key={account.id} account={account} service={service} />;
  }
  return (
    <Page title="Account" region="account">
      <EmptyState
        title="This account is not in the list any more"
        actions={<Button onPress={() => showBuilds({ kind: 'all' })}>All builds</Button>}
      />
    </Page>
  );
}
