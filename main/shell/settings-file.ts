import Store from 'electron-store';
import { z } from 'zod';
import type { Result } from '../contract/problem.ts';
import { settingsSchema, type Settings } from '../contract/settings.ts';
import { describe, fail, ok } from '../lib/result.ts';

const boundsSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().min(400),
  height: z.number().min(300),
});
export type Bounds = z.infer<typeof boundsSchema>;

/** Settings on disk. Never holds a secret. What cannot be read falls back to the default, setting by setting. */
export interface SettingsFile {
  read(): Settings;
  /** `storage-failed` */
  write(settings: Settings): Result<undefined>;
  readBounds(): Bounds | undefined;
  /** `storage-failed` */
  writeBounds(bounds: Bounds): Result<undefined>;
}

export function openSettingsFile(folder: string): SettingsFile {
  const store = new Store<{ settings?: unknown; bounds?: unknown }>({
    cwd: folder,
    name: 'settings',
    clearInvalidConfig: true,
  });
  function set(key: 'settings' | 'bounds', value: unknown): Result<undefined> {
    try {
      store.set(key, value);
      return ok();
    } catch (error) {
      const hint = `Check that ${folder} can be written and that the disk is not full.`;
      return fail('storage-failed', `The settings could not be saved: ${describe(error)}.`, hint);
    }
  }

  return {
    read() {
      const stored = z.record(z.string(), z.unknown()).safeParse(store.get('settings')).data ?? {};
      const valid = Object.entries(settingsSchema.shape).filter(
        ([key, schema]) => schema.safeParse(stored[key]).success,
      );
      return settingsSchema.parse(Object.fromEntries(valid.map(([key]) => [key, stored[key]])));
    },
    write: (settings) => set('settings', settings),
    readBounds: () => boundsSchema.safeParse(store.get('bounds')).data,
    writeBounds: (bounds) => set('bounds', bounds),
  };
}
