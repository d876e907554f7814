/** Flow control of a terminal stream, counted in bytes on both sides. */
export const flow = {
  /** The window acknowledges each time it has parsed this many bytes. */
  ACK_BYTES: 100_000,
  /** Above this many bytes on the way, the channel is paused. */
  HIGH_WATER_BYTES: 1_000_000,
  /** Below this many, it goes on. */
  LOW_WATER_BYTES: 400_000,
  /** What follows the first chunk waits this long for company. */
  BATCH_MS: 4,
} as const;
