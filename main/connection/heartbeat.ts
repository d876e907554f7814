import type { Clock } from '../lib/clock.ts';

/** How often a link is asked for a sign of life; also how often its latency can be reported. */
const BEAT_MS = 15_000;
/** A link that gives none for this long is lost. */
const SILENCE_MS = 30_000;
/** A change smaller than this, or than a quarter of the last value, is not worth a report. */
const LATENCY_STEP_MS = 3;

interface Options {
  clock: Clock;
  roundTrip(): Promise<void>;
  onLatency(latencyMs: number): void;
  onSilence(): void;
}

/** Measures a link's round trip now and then, and notices when nothing comes back. Returns what stops it. */
export function startHeartbeat({ clock, roundTrip, onLatency, onSilence }: Options): () => void {
  let reportedMs: number | undefined;
  let isStopped = false;
  let cancelBeat = () => {};
  let cancelSilence = () => {};

  async function beat(): Promise<void> {
    const sentAt = clock.now();
    cancelSilence = clock.after(SILENCE_MS, onSilence);
    try {
      await roundTrip();
    } catch {
      // The link's own end is reported by whoever holds it.
      return cancelSilence();
    }
    cancelSilence();
    if (isStopped) return;
    const latencyMs = Math.max(0, clock.now() - sentAt);
    const difference = Math.abs(latencyMs - (reportedMs ?? Number.NEGATIVE_INFINITY));
    if (difference >= LATENCY_STEP_MS && difference >= (reportedMs ?? 0) / 4) {
      reportedMs = latencyMs;
      onLatency(latencyMs);
    }
    cancelBeat = clock.after(BEAT_MS, () => void beat());
  }

  void beat();
  return () => {
    isStopped = true;
    cancelBeat();
    cancelSilence();
  };
}
