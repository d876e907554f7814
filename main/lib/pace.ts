/**
 * How eagerly services are asked. `relaxed`: nobody looks, or the computer runs on battery. `stopped`: it is offline or
 * asleep.
 */
export type Pace = 'active' | 'relaxed' | 'stopped';

/** Where the pace comes from; the listener hears every change. */
export interface PaceSource {
  readonly current: Pace;
  /** The returned function takes the listener back. */
  onChange(listener: (pace: Pace) => void): () => void;
}
