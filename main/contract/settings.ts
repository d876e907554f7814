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
  /** Minutes before a machine's end at which the system shows a notification. */
  notifyMinutes: z.array(z.number().int().min(1).max(120)).max(4).default([10, 2]),
  /** A machine is ready. */
  notifyReady: z.boolean().default(true),
  /** A link is lost and does not come back at once. */
  notifyLost: z.boolean().default(true),
  /** A session was left running. */
  notifyLeft: z.boolean().default(true),
  /** Builds that finished or failed. */
  notifyBuilds: z.enum(['mine', 'all', 'none']).default('mine'),
  showTray: z.boolean().default(true),
  /** Work is brought home by itself before a machine goes. */
  salvageAtEnd: z.boolean().default(true),
  /** For one salvage; MiB. */
  salvageLimit: z.number().int().min(1).max(10_240).default(256),
  /** Terminals are recorded. */
  recordTerminals: z.boolean().default(true),
  /** For one terminal; MiB. */
  recordingLimit: z.number().int().min(1).max(1_024).default(32),
  /** How long records of sessions stay; days. */
  keepRecordsDays: z.number().int().min(1).max(3_650).default(60),
  /** How much all of them may take; MiB. The oldest go first. */
  keepRecordsLimit: z.number().int().min(16).max(1_048_576).default(2_048),
});

export type Theme = (typeof themes)[number];
export type Settings = z.infer<typeof settingsSchema>;

/** As they are before anybody changed one. */
export const usualSettings: Settings = settingsSchema.parse({});
