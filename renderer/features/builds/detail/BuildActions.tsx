import type { Build } from '../../../../main/contract/build.ts';
import { useAccount, useDetail, useProject } from '../../../state/areas.ts';
import { cancelBuild } from '../../../state/build-actions.ts';
import { shortcutLabel } from '../../../state/shortcuts.ts';
import { openLog } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { MenuButton } from '../../../ui/Menu.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { isGoing } from '../build-text.ts';
import { AccessButton, AccessRemark } from './AccessButton.tsx';
import { buildCommands } from './build-commands.ts';
import styles from './BuildActions.module.css';

/** What can be done with the selected build; the same stands in the palette. */
export function BuildActions({ build, isLogOpen = false }: { build: Build; isLogOpen?: boolean }) {
  const account = useAccount(build.accountId);
  const capabilities = account?.capabilities;
  const noAccess = useDetail(build.id)?.noAccess;
  const project = useProject(build.projectId);
  const [isCancelling, runCancel] = usePending();
  const commands = buildCommands(build, { account, project, hasAccess: noAccess === undefined });
  useCommands(() => commands);
  return (
    <div className={styles['actions']}>
      {account !== undefined && noAccess === undefined && (
        <AccessButton key={build.id} build={build} account={account} />
      )}
      {!isLogOpen && <Button onPress={() => openLog()}>Open log</Button>}
      <MenuButton
        label="More for this build"
        entries={commands
          .filter(({ isInMenu }) => isInMenu)
          .map(({ id, title, keys, run }) => ({
            id,
            label: title,
            shortcut: keys?.[0] === undefined ? undefined : shortcutLabel(keys[0]),
            run,
          }))}
      />
      {isGoing(build) && capabilities?.cancel === true && (
        <Button variant="danger" isPending={isCancelling} onPress={() => runCancel(() => cancelBuild(build.id))}>
          Cancel
        </Button>
      )}
      {noAccess !== undefined && <p className={styles['remark']}>{noAccess}</p>}
      {account !== undefined && noAccess === undefined && !isLogOpen && (
        <AccessRemark build={build} account={account} />
      )}
    </div>
  );
}
