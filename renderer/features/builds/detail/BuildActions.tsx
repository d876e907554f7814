import type { Build } from '../../../../main/contract/build.ts';
import { useCapabilities, useProject, useSessions } from '../../../state/areas.ts';
import { cancelBuild, rebuildWithAccess } from '../../../state/build-actions.ts';
import { isOver } from '../../../state/session-states.ts';
import { shortcutLabel } from '../../../state/shortcuts.ts';
import { openLog, showSession } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { MenuButton } from '../../../ui/Menu.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { isGoing } from '../build-text.ts';
import { buildCommands } from './build-commands.ts';
import styles from './BuildActions.module.css';

function AccessButton({ build }: { build: Build }) {
  const [isPending, run] = usePending();
  const session = useSessions().find(
    ({ buildId, rebuildId, state }) => (buildId === build.id || rebuildId === build.id) && !isOver(state),
  );
  if (session !== undefined) {
    return (
      <Button variant="primary" onPress={() => showSession(session.id)}>
        Go to its session
      </Button>
    );
  }
  return (
    <Button variant="primary" isPending={isPending} onPress={() => run(() => rebuildWithAccess(build.id))}>
      Rebuild with remote access
    </Button>
  );
}

/** What can be done with the selected build; the same stands in the palette. */
export function BuildActions({ build, isLogOpen = false }: { build: Build; isLogOpen?: boolean }) {
  const capabilities = useCapabilities(build.accountId);
  const project = useProject(build.projectId);
  const [isCancelling, runCancel] = usePending();
  const commands = buildCommands(build, capabilities, project);
  useCommands(() => commands);
  return (
    <div className={styles['actions']}>
      {capabilities?.rebuildWithAccess === true && <AccessButton key={build.id} build={build} />}
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
    </div>
  );
}
