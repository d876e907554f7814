import { z } from 'zod';
import { logPageSchema } from './build.ts';
import type { CallName } from './names.ts';
import { settingsSchema } from './settings.ts';
import type { Snapshot } from './state.ts';

const nothing = z.undefined();
const build = z.object({ buildId: z.string() });
const project = z.object({ projectId: z.string() });
const session = z.object({ sessionId: z.string() });

/** Terminal size in cells. */
export const sizeSchema = z.object({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(1000),
});

/** Argument and reply of every call. All may fail with `bad-request` and `internal`; further codes stand beside each. */
export const calls = {
  /** The whole truth and the number of the last patch in it. */
  'app.snapshot': { input: nothing, output: z.custom<Snapshot>() },
  'app.info': {
    input: nothing,
    output: z.object({ version: z.string(), electron: z.string(), platform: z.string(), dataFolder: z.string() }),
  },
  /** Puts text on the clipboard; at most 1 MiB. */
  'app.copyText': { input: z.object({ text: z.string().max(1_048_576) }), output: nothing },
  /** Shows the address, asks, and opens it in the browser. http and https only. `not-allowed` */
  'app.openLink': { input: z.object({ url: z.string().max(8192) }), output: nothing },
  /** `storage-failed` */
  'app.updateSettings': { input: settingsSchema.partial(), output: nothing },
  /** Asks for a folder and adds it; `undefined` when the person changed their mind. */
  'projects.choose': { input: nothing, output: z.object({ projectId: z.string() }).optional() },
  /** Forgets the project and its builds; the folder itself is not touched. `not-found`, `busy` */
  'projects.remove': { input: project, output: nothing },
  /** A jumpseat.yml proposed from what lies in the folder. `project-missing` */
  'projects.draftConfig': { input: project, output: z.object({ text: z.string(), basedOn: z.string() }) },
  /** Writes jumpseat.yml unless one is there. `project-config-invalid`, `not-allowed` */
  'projects.writeConfig': { input: project.extend({ text: z.string().max(262_144) }), output: nothing },
  /** Reads the project's folder and jumpseat.yml again. */
  'projects.refresh': { input: project, output: nothing },
  /** Shows the folder in the system's file manager. `not-found` */
  'projects.showFolder': { input: project, output: nothing },
  'builds.refresh': { input: nothing, output: nothing },
  /** Keeps the details of these builds in the truth, and of no others. */
  'builds.watch': { input: z.object({ buildIds: z.array(z.string()).max(16) }), output: nothing },
  /** A page of a step's output: from `offset` on, or the last `tailBytes`. `not-found` */
  'builds.readLog': {
    input: build.extend({
      stepId: z.string(),
      offset: z.number().int().nonnegative().optional(),
      tailBytes: z.number().int().min(1).max(1_048_576).optional(),
    }),
    output: logPageSchema,
  },
  /** Builds a project's folder. `project-missing`, `project-config-missing`, `project-config-invalid` */
  'builds.run': {
    input: project.extend({ includeUncommitted: z.boolean() }),
    output: z.object({ buildId: z.string() }),
  },
  /** Same commit, same environment, no remote access. `source-unavailable` */
  'builds.rebuild': { input: build, output: z.object({ buildId: z.string() }) },
  'builds.cancel': { input: build, output: nothing },
  /** Rebuilds with remote access; the session shows how it goes. `source-unavailable`, `not-supported` */
  'sessions.start': { input: build, output: z.object({ sessionId: z.string() }) },
  'sessions.end': { input: session, output: nothing },
  /** Takes an ended session out of the list. `busy` */
  'sessions.forget': { input: session, output: nothing },
  'sessions.reconnect': { input: session.extend({ machine: z.number().int().min(0) }), output: nothing },
  'terminals.open': {
    input: session.extend({ machine: z.number().int().min(0) }),
    output: z.object({ terminalId: z.string() }),
  },
  'terminals.close': { input: session.extend({ terminalId: z.string() }), output: nothing },
  /** Sends the terminal's message port to the window, marked with the nonce. `not-found`, `process-crashed` */
  'terminals.attach': {
    input: session.extend({ terminalId: z.string(), nonce: z.string().min(8).max(64), size: sizeSchema }),
    output: nothing,
  },
} as const satisfies Record<CallName, { input: z.ZodType; output: z.ZodType }>;

export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type TerminalSize = z.infer<typeof sizeSchema>;
