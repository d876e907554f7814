import { useEffect, useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import { readRecording } from '../../state/recording-actions.ts';
import { Player, type PlayerClock, type PlayerState } from './player.ts';
import type { ScreenHandle } from './player-parts.ts';
import { Tape } from './tape.ts';

const clock: PlayerClock = {
  now: () => performance.now(),
  frame: () => new Promise((resolve) => requestAnimationFrame(() => resolve())),
};

export interface Playing {
  player: Player | undefined;
  state: PlayerState | undefined;
  /** Known so far, in bytes. */
  bytes: number;
  isWhole: boolean;
  problem: Problem | undefined;
  /** Reads on to where the recording is now. */
  grow(): Promise<void>;
}

interface Inside extends Omit<Playing, 'grow'> {
  tape: Tape | undefined;
}

const nothing: Inside = {
  tape: undefined,
  player: undefined,
  state: undefined,
  bytes: 0,
  isWhole: false,
  problem: undefined,
};

interface PlayerTarget {
  sessionId: string;
  recordingId: string;
  /** Goes there and waits; without it, it plays from the start. */
  atSeconds: number | undefined;
  screen: ScreenHandle | null;
}

/** Reads a recording and plays it on a screen, once there is one. */
export function usePlayer({ sessionId, recordingId, atSeconds, screen }: PlayerTarget): Playing {
  const [inside, setInside] = useState(nothing);

  useEffect(() => {
    if (screen === null) return undefined;
    const target = screen;
    let isGone = false;
    let player: Player | undefined;
    let hasStarted = false;
    const tape = new Tape((offset) => readRecording(sessionId, recordingId, offset));
    const change = (part: Partial<Inside>): void => {
      if (!isGone) setInside((before) => ({ ...before, ...part }));
    };

    /** The first page is enough to begin; a moment further on has to be there first. */
    function start(isWhole: boolean): void {
      player ??= new Player(tape, target, clock, (state) => change({ state }));
      player.refresh();
      change({ tape, player, isWhole, problem: undefined });
      if (hasStarted || (atSeconds !== undefined && !isWhole && tape.durationSeconds < atSeconds)) return;
      hasStarted = true;
      void (atSeconds === undefined ? player.play() : player.seek(atSeconds));
    }

    void tape
      .load((bytes) => {
        if (isGone) return false;
        start(false);
        change({ bytes });
        return true;
      })
      .then((problem) => {
        if (isGone) return;
        if (problem === undefined) start(true);
        change(problem === undefined ? { isWhole: true } : { problem });
      });
    return () => {
      isGone = true;
      player?.[Symbol.dispose]();
    };
  }, [sessionId, recordingId, atSeconds, screen]);

  return {
    ...inside,
    grow: async () => {
      await inside.tape?.load(() => true);
      inside.player?.refresh();
    },
  };
}
