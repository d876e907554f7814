import { z } from 'zod';
import { timeSchema } from './build.ts';
import { problemSchema } from './problem.ts';

/** CI services an account can be added for. */
export const serviceIds = ['circleci', 'semaphore', 'codemagic', 'bitrise'] as const;
/** `pasted` stands for machines that come from a pasted command; it has no builds. */
export const providerIds = ['buildhost', 'pasted', ...serviceIds] as const;

/** What a provider can do for an account; the window offers nothing else. */
export const capabilitiesSchema = z.object({
  /** It has a list of builds. */
  builds: z.boolean(),
  /** Builds can be started from a project folder. */
  run: z.boolean(),
  cancel: z.boolean(),
  rebuild: z.boolean(),
  rebuildWithAccess: z.boolean(),
  /** A rebuild with remote access begins on the service's own page; the session's guide says how. */
  accessInBrowser: z.boolean(),
  /** The machine's details have to be pasted from that page. */
  paste: z.boolean(),
  /** The machine of a running build can be entered without a rebuild. */
  attach: z.boolean(),
  /** A machine can be had for a project, without a build. */
  debugProject: z.boolean(),
  /** The person says how long the machine shall stay. */
  duration: z.boolean(),
  endSession: z.boolean(),
  artifacts: z.boolean(),
  /** The person's own SSH keys sign in; their public part must be known to the service. */
  ownKeys: z.boolean(),
  /** Projects are folders on this computer that can be added and removed. */
  folders: z.boolean(),
});

/** Where a secret is kept: in the keychain of the system, or in memory until Jumpseat quits. */
export const secretPlaces = ['keychain', 'this-run'] as const;

/**
 * One login at one provider. The build host is one account that is always there.
 *
 * `limited`: the service asked to wait, until `retryAt`. `offline`: it could not be reached. `failed`: the person has to
 * do something. The builds known so far stay in the list in every state.
 */
export const accountSchema = z.object({
  id: z.string(),
  provider: z.enum(providerIds),
  label: z.string(),
  state: z.enum(['connecting', 'ready', 'limited', 'offline', 'failed']),
  problem: problemSchema.optional(),
  /** When the service may be asked again. */
  retryAt: timeSchema.optional(),
  /** When the service last answered. */
  checkedAt: timeSchema.optional(),
  /** Who the token belongs to, as the service calls them. */
  login: z.string().optional(),
  /** What the token may see, for people: "3 organisations: acme, …". */
  scope: z.string().optional(),
  /** The host the account talks to, for people; services with one host for everybody have none. */
  host: z.string().optional(),
  secretPlace: z.enum(secretPlaces).optional(),
  /** Older builds can be asked for. */
  hasMoreBuilds: z.boolean().optional(),
  capabilities: capabilitiesSchema,
});

/** What the app found out about a token before it is stored. The token itself stays with main under `checkId`. */
export const accountCheckSchema = z.object({
  checkId: z.string(),
  login: z.string().optional(),
  scope: z.string(),
  /** A name for the account, to be changed at will. */
  label: z.string(),
  /** Where the secret will be kept. */
  secretPlace: z.enum(secretPlaces),
  /** The account in the list that this login has already; the token can take the place of its own. */
  knownAccountId: z.string().optional(),
});

/** The account that sessions of pasted machines carry. */
export const PASTED_ACCOUNT = 'pasted';

export type ServiceId = (typeof serviceIds)[number];
export type Capabilities = z.infer<typeof capabilitiesSchema>;
export type Account = z.infer<typeof accountSchema>;
export type AccountCheck = z.infer<typeof accountCheckSchema>;
