import { z } from 'zod';

export const themes = ['system', 'dark', 'light', 'contrast'] as const;

export const settingsSchema = z.object({
  theme: z.enum(themes).default('dark'),
  /** Terminal text, in CSS pixels. */
  terminalFontSize: z.number().int().min(8).max(32).default(13),
  /** Lines kept above the screen. */
  terminalScrollback: z.number().int().min(0).max(100_000).default(10_000),
  /** Terminals also keep their lines as text that a screen reader can read. */
  screenReader: z.boolean().default(false),
});

export type Theme = (typeof themes)[number];
export type Settings = z.infer<typeof settingsSchema>;
