import { z } from 'zod';
import { fileAccesses, fileEntrySchema, remotePathSchema } from './files.ts';
import { problemSchema } from './problem.ts';

/**
 * What goes over the port between a file browser and its connection process. Requests carry a number; the reply carries
 * the same. Bytes of previews go this way too and never through main. Local paths do not: see `transfers.*` in calls.ts.
 */

const path = z.object({ path: remotePathSchema });
const nothing = z.undefined();

/** Most bytes of one preview. */
export const MAX_PREVIEW_BYTES = 8 * 1024 * 1024;
/** Most entries of one folder that are listed; the reply says when there were more. */
export const MAX_LISTED_ENTRIES = 200_000;
/** Entries of one `entries` message, at most. */
export const LISTING_CHUNK = 1_000;

/** Where a thing stands that could not be dealt with, and why. */
export const pathProblemSchema = z.object({ path: z.string(), problem: problemSchema });

/** Argument and reply of every request. Paths are absolute, but for `locate`. */
export const fileCalls = {
  /**
   * The absolute path of a folder or file, links resolved; without a path, or with `~`, the home folder. `kind` is what
   * is there. `not-found`, `not-allowed`, `not-supported` (neither SFTP nor a usable shell), `connection-lost`
   */
  locate: {
    input: z.object({ path: remotePathSchema.optional() }),
    output: z.object({
      path: z.string(),
      kind: z.enum(['file', 'folder', 'other']),
      home: z.string(),
      via: z.enum(fileAccesses),
      /** What is different without SFTP, for people. */
      note: z.string().optional(),
      /** How the machine writes paths: with `/`, and on Windows servers `/C:/…`. */
      os: z.enum(['posix', 'windows']),
    }),
  },
  /**
   * Lists a folder: `entries` messages with the same `listingId`, then the reply. A link may come a second time, now with
   * what is known of its target: the later one takes the place of the one with the same name. `not-found`, `not-allowed`
   */
  list: {
    input: path.extend({ listingId: z.number().int() }),
    output: z.object({
      count: z.number().int(),
      isCut: z.boolean(),
      /** Entries that are not shown: the machine gave them names that no file can have. */
      leftOut: z.number().int().optional(),
    }),
  },
  /** The listing is not wanted any more; its reply is `cancelled`. */
  stopListing: { input: z.object({ listingId: z.number().int() }), output: nothing },
  /** Folders (and links to folders) whose path begins with this; for completion. At most 50, in order. */
  complete: { input: path, output: z.object({ paths: z.array(z.string()).max(50) }) },
  /** `already-exists`, `not-allowed` */
  makeFolder: { input: path, output: nothing },
  /** Renames or moves. Without `replace` an existing target is left alone: `already-exists`. */
  rename: { input: z.object({ from: remotePathSchema, to: remotePathSchema, replace: z.boolean() }), output: nothing },
  /** What a removal would take, links counted as themselves and never followed. `isMore`: stopped counting. */
  count: {
    input: z.object({ paths: z.array(remotePathSchema).min(1).max(10_000) }),
    output: z.object({
      files: z.number().int(),
      folders: z.number().int(),
      links: z.number().int(),
      sizeBytes: z.number(),
      isMore: z.boolean(),
    }),
  },
  /** Removes for good, with all that is inside; never follows a link. `progress` messages with the same `workId`. */
  remove: {
    input: z.object({ workId: z.number().int(), paths: z.array(remotePathSchema).min(1).max(10_000) }),
    output: z.object({ removed: z.number().int(), failed: z.array(pathProblemSchema).max(100) }),
  },
  /** Sets permission bits; `isRecursive` for all inside, folders getting `x` where they get `r`. Links are left alone. */
  setMode: {
    input: z.object({
      workId: z.number().int(),
      paths: z.array(remotePathSchema).min(1).max(10_000),
      mode: z.number().int().min(0).max(0o7777),
      isRecursive: z.boolean(),
    }),
    output: z.object({ changed: z.number().int(), failed: z.array(pathProblemSchema).max(100) }),
  },
  /** Copies a file or folder beside itself under a free name ("report copy.txt"). */
  duplicate: { input: path.extend({ workId: z.number().int() }), output: z.object({ path: z.string() }) },
  /** Stops a removal, change of modes or copy; its reply is `cancelled`. */
  stopWork: { input: z.object({ workId: z.number().int() }), output: nothing },
  /** One entry anew. */
  info: { input: path, output: fileEntrySchema },
  /** The first bytes of a file, or the last ones. `too-large` never: it is cut. */
  read: {
    input: path.extend({ maxBytes: z.number().int().min(1).max(MAX_PREVIEW_BYTES), fromEnd: z.boolean() }),
    output: z.object({ bytes: z.instanceof(Uint8Array), sizeBytes: z.number(), isCut: z.boolean() }),
  },
  /** SHA-256 in hex, worked out on the machine where it can, else by reading the file. */
  checksum: { input: path.extend({ workId: z.number().int() }), output: z.object({ sha256: z.string() }) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** What the connection process says unasked. */
export const fileEvents = {
  entries: z.object({ listingId: z.number().int(), entries: z.array(fileEntrySchema).max(LISTING_CHUNK) }),
  progress: z.object({ workId: z.number().int(), done: z.number().int(), total: z.number().int().optional() }),
  /** The link to the machine is gone, or is back. Requests that waited were answered with `connection-lost`. */
  link: z.object({ isConnected: z.boolean() }),
} as const satisfies Record<string, z.ZodType>;

export type FileCallName = keyof typeof fileCalls;
export type FileCallInput<N extends FileCallName> = z.input<(typeof fileCalls)[N]['input']>;
export type FileCallOutput<N extends FileCallName> = z.output<(typeof fileCalls)[N]['output']>;
export type FileEvents = { [N in keyof typeof fileEvents]: z.output<(typeof fileEvents)[N]> };

/** From the window. */
export const fileRequestSchema = z.object({ id: z.number().int(), name: z.string(), input: z.unknown() });
/** To the window. */
export const fileMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ type: z.literal('failure'), id: z.number().int(), problem: problemSchema }),
  z.object({ type: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type FileRequest = z.infer<typeof fileRequestSchema>;
export type FileMessage = z.infer<typeof fileMessageSchema>;
