import { z } from 'zod';
import type { Result } from '../contract/problem.ts';
import { settingsSchema, type Settings } from '../contract/settings.ts';
import type { Storage } from '../lib/storage.ts';

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
  write(settings: Settings): Promise<Result<undefined>>;
  readBounds(): Bounds | undefined;
  /** `storage-failed` */
  writeBounds(bounds: Bounds): Promise<Result<undefined>>;
}

export function openSettingsFile(storage: Storage): SettingsFile {
  return {
    read() {
      const stored = z.record(z.string(), z.unknown()).safeParse(storage.get('settings')).data ?? {};
      const valid = Object.entries(settingsSchema.shape).filter(
        ([key, schema]) => schema.safeParse(stored[key]).success,
      );
      return settingsSchema.parse(Object.fromEntries(valid.map(([key]) => [key, stored[key]])));
    },
    write: (settings) => storage.set({ settings }),
    readBounds: () => boundsSchema.safeParse(storage.get('bounds')).data,
    writeBounds: (bounds) => storage.set({ bounds }),
  };
}
