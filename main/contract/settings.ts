import { z } from 'zod';

export const themes = ['system', 'dark', 'light', 'contrast'] as const;

const kinds = {
  theme: z.enum(themes),
  /** Terminal text, in CSS pixels. */
  terminalFontSize: z.number().int().min(8).max(32),
  /** Lines kept above the screen. */
  terminalScrollback: z.number().int().min(0).max(100_000),
  /** Terminals also keep their lines as text that a screen reader can read. */
  screenReader: z.boolean(),
  /** Minutes before a machine's end at which the system shows a notification. */
  notifyMinutes: z.array(z.number().int().min(1).max(120)).max(4),
  /** A machine is ready. */
  notifyReady: z.boolean(),
  /** A link is lost and does not come back at once. */
  notifyLost: z.boolean(),
  /** A session was left running. */
  notifyLeft: z.boolean(),
  /** Builds that finished or failed. */
  notifyBuilds: z.enum(['mine', 'all', 'none']),
  showTray: z.boolean(),
  /** Work is brought home by itself before a machine goes. */
  salvageAtEnd: z.boolean(),
  /** For one salvage; MiB. */
  salvageLimit: z.number().int().min(1).max(10_240),
  /** Terminals are recorded. */
  recordTerminals: z.boolean(),
  /** For one terminal; MiB. */
  recordingLimit: z.number().int().min(1).max(1_024),
  /** How long records of sessions stay; days. */
  keepRecordsDays: z.number().int().min(1).max(3_650),
  /** How much all of them may take; MiB. The oldest go first. */
  keepRecordsLimit: z.number().int().min(16).max(1_048_576),
} as const;

export const settingsSchema = z.object({
  theme: kinds.theme.default('dark'),
  terminalFontSize: kinds.terminalFontSize.default(13),
  terminalScrollback: kinds.terminalScrollback.default(10_000),
  screenReader: kinds.screenReader.default(false),
  notifyMinutes: kinds.notifyMinutes.default([10, 2]),
  notifyReady: kinds.notifyReady.default(true),
  notifyLost: kinds.notifyLost.default(true),
  notifyLeft: kinds.notifyLeft.default(true),
  notifyBuilds: kinds.notifyBuilds.default('mine'),
  showTray: kinds.showTray.default(true),
  salvageAtEnd: kinds.salvageAtEnd.default(true),
  salvageLimit: kinds.salvageLimit.default(256),
  recordTerminals: kinds.recordTerminals.default(true),
  recordingLimit: kinds.recordingLimit.default(32),
  keepRecordsDays: kinds.keepRecordsDays.default(60),
  keepRecordsLimit: kinds.keepRecordsLimit.default(2_048),
});

/** Some of the settings. What is left out stays as it is, where a default would set it back. */
export const settingsChangeSchema = z.object(kinds).partial();

export type Theme = (typeof themes)[number];
export type Settings = z.infer<typeof settingsSchema>;

/** As they are before anybody changed one. */
export const usualSettings: Settings = settingsSchema.parse({});
