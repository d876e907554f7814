/** Flow control of a screen's stream, counted in bytes. */
export const screenFlow = {
  /** The viewer acknowledges each time it has taken in this many bytes. */
  ACK_BYTES: 65_536,
  /** With more than this on the way, the machine is not read from. */
  HIGH_WATER_BYTES: 4 * 1024 * 1024,
  /** With less than this it is again. */
  LOW_WATER_BYTES: 2 * 1024 * 1024,
} as const;
