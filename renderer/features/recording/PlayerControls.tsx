import { Pause, Play, Search, SkipBack, SkipForward } from 'lucide-react';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import { SeekBar } from '../../ui/SeekBar.tsx';
import { ToggleChip } from '../../ui/Chip.tsx';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { speeds, type Player, type PlayerState } from './player.ts';
import { positionOf, positionText } from './recording-text.ts';
import styles from './Player.module.css';

interface PlayerControlsProps {
  player: Player;
  state: PlayerState;
  onPlay(): void;
  isFinding: boolean;
  onFind(): void;
}

/** "2×". */
export function speedText(speed: number): string {
  return `${speed}×`;
}

/** Buttons below the screen of a player. */
export function PlayerControls({ player, state, onPlay, isFinding, onFind }: PlayerControlsProps) {
  const { isPlaying, isSeeking, positionSeconds, durationSeconds, marks, speed, skipsIdle } = state;
  return (
    <div className={styles['controls']} role="group" aria-label="Player">
      <IconButton
        label={isPlaying ? 'Pause' : 'Play'}
        shortcut={shortcutLabel('K')}
        onPress={() => (isPlaying ? void player.pause() : onPlay())}
      >
        {isPlaying ? <Pause size={16} /> : <Play size={16} />}
      </IconButton>
      <IconButton label="Command before" shortcut="[" onPress={() => void player.step(-1)}>
        <SkipBack size={15} />
      </IconButton>
      <IconButton label="Next command" shortcut="]" isDisabled={marks.length === 0} onPress={() => void player.step(1)}>
        <SkipForward size={15} />
      </IconButton>
      <SeekBar
        label="Moment of the recording"
        value={positionSeconds}
        max={durationSeconds}
        step={Math.max(0.1, Math.min(5, durationSeconds / 200))}
        marks={marks}
        textOf={(seconds) => positionOf(seconds, durationSeconds)}
        onSeek={(seconds) => void player.seek(seconds)}
      />
      <span className={styles['time']} data-busy={isSeeking}>
        {positionText(positionSeconds)} / {positionText(durationSeconds)}
      </span>
      <MenuButton
        label={`Speed: ${speedText(speed)}`}
        isQuiet
        entries={speeds.map((each) => ({
          id: String(each),
          label: speedText(each),
          isChosen: each === speed,
          run: () => player.setSpeed(each),
        }))}
      >
        {speedText(speed)}
      </MenuButton>
      <ToggleChip isOn={skipsIdle} onToggle={() => player.setSkipsIdle(!skipsIdle)}>
        Skip pauses
      </ToggleChip>
      <IconButton label="Find in the recording" shortcut={shortcutLabel('Mod+F')} isOn={isFinding} onPress={onFind}>
        <Search size={15} />
      </IconButton>
    </div>
  );
}
