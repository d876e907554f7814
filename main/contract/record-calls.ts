import { z } from 'zod';
import { applyPlanSchema, salvagePartKinds, salvageWishesSchema } from './salvage.ts';

const nothing = z.undefined();
const session = z.object({ sessionId: z.string() });
const salvage = session.extend({ salvageId: z.string() });
const recording = session.extend({ recordingId: z.string() });
const formats = ['cast', 'text', 'markdown'] as const;

/** Calls about what stays of a session: its salvages, its recordings, its notes. */
export const recordCalls = {
  /**
   * Brings the work of a machine, or of all that are connected, home. How it goes stands in the record. Ids of what was
   * begun. `connection-lost`, `session-ended`, `busy`, `disk-full`
   */
  'salvage.start': {
    input: session.extend({ machine: z.number().int().min(0).optional() }),
    output: z.object({ salvageIds: z.array(z.string()) }),
  },
  /** Stops it; what is whole by then stays. */
  'salvage.stop': { input: salvage, output: nothing },
  /** What else is brought home, for the session's project. */
  'salvage.wishes': { input: session, output: salvageWishesSchema },
  'salvage.setWishes': { input: session.extend({ wishes: salvageWishesSchema }), output: nothing },
  /** The beginning of a part, as text: a patch, the names in a tar file, the commits of a bundle. `not-found` */
  'salvage.read': {
    input: salvage.extend({ kind: z.enum(salvagePartKinds) }),
    output: z.object({ text: z.string().max(1_048_576), isCut: z.boolean() }),
  },
  /**
   * Asks for a clone on this computer (the project's own folder, or the one chosen before, unless `choose`) and says what
   * applying would do. `undefined` when the person changed their mind. `not-found`, `not-supported`
   */
  'salvage.plan': { input: salvage.extend({ choose: z.boolean() }), output: applyPlanSchema.optional() },
  /** Does what a plan says. `not-found` when it is too old, `changed-meanwhile`, `not-allowed` */
  'salvage.apply': {
    input: z.object({ planId: z.string() }),
    output: z.object({ changed: z.number().int(), conflicts: z.array(z.string()).max(1_000) }),
  },
  /** Shows the salvage's folder in the system's file manager. */
  'salvage.showFolder': { input: salvage, output: nothing },
  'salvage.remove': { input: salvage, output: nothing },
  /** Recording goes on, or does not, until the next word. `not-found` */
  'recordings.pause': { input: recording.extend({ isPaused: z.boolean() }), output: nothing },
  /** A page of an asciicast v2 file, whole lines of it. `not-found` */
  'recordings.read': {
    input: recording.extend({ offset: z.number().int().nonnegative() }),
    output: z.object({ text: z.string(), nextOffset: z.number().int(), isEnd: z.boolean() }),
  },
  /** Where a text occurs in the recordings of a session, or of all sessions. At most 200 places. */
  'recordings.search': {
    input: z.object({ sessionId: z.string().optional(), text: z.string().min(1).max(200) }),
    output: z.object({
      places: z
        .array(
          z.object({
            sessionId: z.string(),
            recordingId: z.string(),
            /** Seconds since the recording began. */
            atSeconds: z.number().nonnegative(),
            line: z.string().max(500),
          }),
        )
        .max(200),
      isCut: z.boolean(),
    }),
  },
  /** Asks for a place and writes it there; `undefined` when the person changed their mind. `not-found` */
  'recordings.save': {
    input: recording.extend({ format: z.enum(formats) }),
    output: z.object({ path: z.string() }).optional(),
  },
  /** Puts it on the clipboard: its text, or Markdown for an issue. At most 1 MiB; `isCut`: the end of it only. */
  'recordings.copy': {
    input: recording.extend({ format: z.enum(['text', 'markdown']) }),
    output: z.object({ isCut: z.boolean() }),
  },
  'recordings.remove': { input: recording, output: nothing },
  /** `storage-failed` */
  'records.setNotes': { input: session.extend({ notes: z.string().max(262_144) }), output: nothing },
  'records.keep': { input: session.extend({ isKept: z.boolean() }), output: nothing },
  /** Removes what stayed of a session, recordings and salvages with it. `busy` while the session is open */
  'records.remove': { input: session, output: nothing },
} as const;
