import { FolderPlus, Plus } from 'lucide-react';
import type { Account } from '../../../main/contract/account.ts';
import { accountLook, accountTrouble } from '../../state/accounts.ts';
import { useBuildAccounts, useBuildCounts, useBuilds, useProject } from '../../state/areas.ts';
import { addProject } from '../../state/project-actions.ts';
import { showBuilds, showPage, useView, type Scope } from '../../state/view.ts';
import { Dot } from '../../ui/Dot.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { SideHeading, SideItem } from '../../ui/SideItem.tsx';
import { NestedProjects } from './projects/NestedProjects.tsx';
import { useIsCurrent } from './projects/use-is-current.ts';

function AccountItem({ account, count }: { account: Account; count: number }) {
  const scope: Scope = { kind: 'account', accountId: account.id };
  const { tone, label } = accountLook(account.state);
  const trouble = accountTrouble(account);
  return (
    <SideItem
      isCurrent={useIsCurrent(scope)}
      onPress={() => showBuilds(scope)}
      mark={<Dot tone={tone} label={label} isBusy={account.state === 'connecting'} />}
      end={count}
      {...(trouble === undefined ? {} : { title: trouble })}
    >
      {account.label}
    </SideItem>
  );
}

/** The account that is looked at, by itself or through one of its projects. */
function useChosenAccountId(): string | undefined {
  const scope = useView((view) => view.scope);
  const project = useProject(scope.kind === 'project' ? scope.projectId : undefined);
  return scope.kind === 'account' ? scope.accountId : project?.accountId;
}

/** Accounts in the sidebar, with the projects of the one that is looked at. */
export function BuildsSection() {
  const accounts = useBuildAccounts();
  const counts = useBuildCounts();
  const chosenId = useChosenAccountId();
  const total = useBuilds().length;
  return (
    <>
      <SideHeading
        action={
          <span>
            <IconButton label="Add project" size="small" onPress={() => void addProject()}>
              <FolderPlus size={14} />
            </IconButton>
            <IconButton label="Add account" size="small" onPress={() => showPage({ kind: 'add-account' })}>
              <Plus size={15} />
            </IconButton>
          </span>
        }
      >
        Builds
      </SideHeading>
      <SideItem
        isCurrent={useIsCurrent({ kind: 'all' })}
        onPress={() => showBuilds({ kind: 'all' })}
        mark={<Dot tone="off" />}
        end={total}
      >
        All builds
      </SideItem>
      {accounts.map((account) => (
        <div key={account.id} role="group" aria-label={account.label}>
          <AccountItem account={account} count={counts.get(account.id) ?? 0} />
          {(account.id === chosenId || accounts.length === 1) && <NestedProjects accountId={account.id} />}
        </div>
      ))}
    </>
  );
}
