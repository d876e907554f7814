import { useId } from 'react';
import { Button } from 'react-aria-components';
import type { Recording } from '../../../main/contract/record.ts';
import type { Session } from '../../../main/contract/session.ts';
import { pauseRecording } from '../../state/recording-actions.ts';
import { useRecording } from '../../state/record-hooks.ts';
import { showRecording } from '../../state/record-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useView } from '../../state/view.ts';
import { activeTab, type Tab } from '../../tabs/tab.ts';
import { Dot } from '../../ui/Dot.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { recordingTones, stateWords } from './recording-text.ts';
import styles from './Recording.module.css';

function useOwnCommands(sessionId: string, recording: Recording | undefined): void {
  const isShown = useView(({ page }) => page.kind === 'session' && page.sessionId === sessionId);
  useCommands(() => {
    if (recording === undefined) return [];
    const { id, state } = recording;
    const group = 'Recording';
    const toggle = {
      id: 'recording.pause',
      title: state === 'paused' ? 'Record this terminal again' : 'Pause the recording of this terminal',
      group,
      keys: ['Mod+Shift+R'],
      run: () => void pauseRecording(sessionId, id, state !== 'paused'),
    };
    return [
      ...(state === 'on' || state === 'paused' ? [toggle] : []),
      {
        id: 'recording.play',
        title: 'Play the recording of this terminal',
        group,
        run: () => showRecording(sessionId, id),
      },
    ];
  }, isShown);
}

/** Says whether the terminal in front is recorded; pressed, it pauses or goes on. Nothing where there is no recording. */
export function RecordingMark({ session, tabs }: { session: Session; tabs: readonly Tab[] }) {
  const active = activeTab(
    tabs,
    useView(({ activeTabs }) => activeTabs[session.id]),
  );
  const recording = useRecording(session.id, active?.kind === 'terminal' ? active.terminalId : undefined);
  const meaning = useId();
  useOwnCommands(session.id, recording);
  if (recording === undefined || recording.state === 'ended') return null;
  const { id, state } = recording;
  const { short, long } = stateWords(recording);
  const canToggle = state === 'on' || state === 'paused';
  const action = state === 'paused' ? 'Press to go on.' : 'Press to pause.';
  return (
    <>
      <Hint text={canToggle ? `${long} ${action}` : long}>
        <Button
          className={styles['mark'] ?? ''}
          data-state={state}
          aria-describedby={meaning}
          onPress={() => {
            if (canToggle) void pauseRecording(session.id, id, state === 'on');
          }}
        >
          <Dot tone={state === 'on' ? 'off' : recordingTones[state]} />
          <span>{short}</span>
        </Button>
      </Hint>
      <span id={meaning} hidden>
        {long}
      </span>
    </>
  );
}
