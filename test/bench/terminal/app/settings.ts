import { z } from 'zod';

/** The environment variable that carries the settings; they hold a key made for one run. */
export const SETTINGS_VARIABLE = 'JUMPSEAT_TERMINAL_APP';

/** What the small app is told to show. */
export const appSettingsSchema = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  privateKey: z.string(),
  /** Place and size of the window on the display, in pixels. */
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  /** The terminal is made this large, whatever the window's size; undefined fills the window. */
  cells: z.object({ columns: z.number(), rows: z.number() }).optional(),
  fontSize: z.number().default(13),
  scrollback: z.number().default(10_000),
});

export type AppSettings = z.infer<typeof appSettingsSchema>;
