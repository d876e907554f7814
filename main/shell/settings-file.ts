import Store from 'electron-store';
import { z } from 'zod';
import { settingsSchema, type Settings } from '../contract/settings.ts';

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
  write(settings: Settings): void;
  readBounds(): Bounds | undefined;
  writeBounds(bounds: Bounds): void;
}

export function openSettingsFile(folder: string): SettingsFile {
  const store = new Store<{ settings?: unknown; bounds?: unknown }>({
    cwd: folder,
    name: 'settings',
    clearInvalidConfig: true,
  });
  return {
    read() {
      const stored = z.record(z.string(), z.unknown()).safeParse(store.get('settings')).data ?? {};
      const valid = Object.entries(settingsSchema.shape).filter(
        ([key, schema]) => schema.safeParse(stored[key]).success,
      );
      return settingsSchema.parse(Object.fromEntries(valid.map(([key]) => [key, stored[key]])));
    },
    write: (settings) => store.set('settings', settings),
    readBounds: () => boundsSchema.safeParse(store.get('bounds')).data,
    writeBounds: (bounds) => store.set('bounds', bounds),
  };
}
