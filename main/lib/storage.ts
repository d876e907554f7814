import type { Result } from '../contract/problem.ts';

/**
 * A small file of settings: what was read at the start and set since. Never holds a secret. Values are JSON, of unknown
 * form until they are parsed.
 */
export interface Storage {
  get(key: string): unknown;
  /** Writes all of these at once; undefined takes a key out. `storage-failed` leaves everything as it was. */
  set(values: Record<string, unknown>): Promise<Result<undefined>>;
}
