import { copyRecording, saveRecording } from '../../state/recording-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { speeds, type Player, type PlayerState } from './player.ts';

interface Acts {
  player: Player | undefined;
  state: PlayerState | undefined;
  sessionId: string;
  recordingId: string;
  onPlay(): void;
  onFind(): void;
  onCopy(): void;
  /** Out of the search, or back to the session. */
  onLeave(): void;
}

/** One press of an arrow key, in seconds. */
const STEP_S = 5;

/** What can be done while a recording is on the screen. */
export function usePlayerCommands(acts: Acts): void {
  useCommands(() => {
    const { player, state, sessionId, recordingId, onPlay, onFind, onCopy, onLeave } = acts;
    const group = 'Recording';
    const recording = { sessionId, recordingId };
    const leave = { id: 'player.leave', title: 'Back', group, keys: ['Escape'], run: onLeave };
    if (player === undefined || state === undefined) return [leave];
    const { isPlaying, positionSeconds, durationSeconds, speed, skipsIdle } = state;
    const slower = speeds.findLast((each) => each < speed);
    const faster = speeds.find((each) => each > speed);
    const go = (seconds: number): void => void player.seek(seconds);
    return [
      {
        id: 'player.play',
        title: isPlaying ? 'Pause' : 'Play',
        group,
        keys: ['K', ' '],
        run: () => (isPlaying ? void player.pause() : onPlay()),
      },
      { id: 'player.next', title: 'Next command', group, keys: [']'], run: () => void player.step(1) },
      { id: 'player.before', title: 'Command before', group, keys: ['['], run: () => void player.step(-1) },
      {
        id: 'player.forward',
        title: 'Forward 5 seconds',
        group,
        keys: ['ArrowRight'],
        run: () => go(positionSeconds + STEP_S),
      },
      {
        id: 'player.back',
        title: 'Back 5 seconds',
        group,
        keys: ['ArrowLeft'],
        run: () => go(positionSeconds - STEP_S),
      },
      { id: 'player.start', title: 'Go to the start', group, keys: ['Home'], run: () => go(0) },
      { id: 'player.end', title: 'Go to the end', group, keys: ['End'], run: () => go(durationSeconds) },
      ...(faster === undefined
        ? []
        : [{ id: 'player.faster', title: 'Play faster', group, keys: ['+'], run: () => player.setSpeed(faster) }]),
      ...(slower === undefined
        ? []
        : [{ id: 'player.slower', title: 'Play slower', group, keys: ['-'], run: () => player.setSpeed(slower) }]),
      {
        id: 'player.idle',
        title: skipsIdle ? 'Play pauses as long as they were' : 'Skip long pauses',
        group,
        run: () => player.setSkipsIdle(!skipsIdle),
      },
      { id: 'player.find', title: 'Find in the recording', group, keys: ['Mod+F', 'Mod+Shift+F'], run: onFind },
      { id: 'player.copy', title: 'Copy the selected text', group, run: onCopy },
      {
        id: 'player.copyMarkdown',
        title: 'Copy the recording as Markdown for an issue',
        group,
        run: () => void copyRecording({ ...recording, format: 'markdown' }),
      },
      {
        id: 'player.saveCast',
        title: 'Save the recording as .cast…',
        group,
        run: () => void saveRecording({ ...recording, format: 'cast' }),
      },
      {
        id: 'player.saveText',
        title: 'Save the recording as text…',
        group,
        run: () => void saveRecording({ ...recording, format: 'text' }),
      },
      leave,
    ];
  });
}
