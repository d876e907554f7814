import type { Session } from '../../../main/contract/session.ts';
import { startSalvage } from '../../state/salvage-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { usePending } from '../../ui/use-pending.ts';

const HINT = 'Brings changes, commits and new files from the machine to this computer. The machine goes on.';

/** Brings the work on the machines home while they go on. */
export function SaveButton({ session, isSaving, isShown }: { session: Session; isSaving: boolean; isShown: boolean }) {
  const [isStarting, run] = usePending();
  const canSave = session.machines.some(
    ({ link, endpoints }) => link === 'connected' && endpoints.some(({ kind }) => kind === 'ssh'),
  );
  const save = (): void => {
    if (!isSaving) run(() => startSalvage(session.id));
  };
  useCommands(
    () => [{ id: 'salvage.start', title: 'Save my work', group: `Session ${session.title}`, run: save }],
    isShown && canSave,
  );
  if (!canSave) return null;
  return (
    <Hint text={HINT}>
      <Button isPending={isStarting || isSaving} onPress={save}>
        {isSaving ? 'Saving your work…' : 'Save my work'}
      </Button>
    </Hint>
  );
}
