import { z } from 'zod';
import { problemSchema } from './problem.ts';

export const screenProtocols = ['vnc', 'rdp'] as const;

/**
 * - `direct`: from this computer to the address that the service gave
 * - `ssh`: through the machine's SSH connection, to an address as the machine itself sees it
 */
export const screenRoutes = ['direct', 'ssh'] as const;

/**
 * - `closed`: nobody looks at it, or its server ended it in good order
 * - `asking`: it waits for what `asks` names
 * - `failed`: it never showed a picture; `lost`: it did
 */
export const screenStates = ['closed', 'connecting', 'asking', 'open', 'lost', 'failed'] as const;

/** What a screen has to be told before it goes on. */
export const screenQuestionSchema = z.object({
  fields: z.array(z.enum(['user', 'password'])).min(1),
  /** What was given before was refused. */
  isRetry: z.boolean(),
});

/** A certificate (RFC 5280) or public key (RA2ne) that the screen's server showed. */
export const screenCertificateSchema = z.object({
  /** SHA-256 of the certificate in DER, or of the key as it came: hexadecimal in pairs, with colons between. */
  sha256: z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
  /** Whose it says it is; made up by the server. */
  subject: z.string().max(256).optional(),
});

/** A screen of a machine that the person opened. It lives as long as its tab, connected or not. */
export const screenSchema = z.object({
  id: z.string(),
  machine: z.number().int().min(0),
  /** Counts up within the session: "Screen 2". */
  number: z.number().int().min(1),
  protocol: z.enum(screenProtocols),
  route: z.enum(screenRoutes),
  host: z.string(),
  port: z.number().int(),
  user: z.string().optional(),
  state: z.enum(screenStates),
  asks: screenQuestionSchema.optional(),
  /** How the sign-in and the bytes are protected, for people: "TLS, password". */
  security: z.string().max(128).optional(),
  /** Whether others on the way can read along; through SSH nobody can. */
  isEncrypted: z.boolean().optional(),
  /** Pinned at the first contact in this session. */
  certificate: screenCertificateSchema.optional(),
  /** What the server calls itself. */
  name: z.string().max(256).optional(),
  /** Of one round trip when it connected; milliseconds. */
  latencyMs: z.number().nonnegative().optional(),
  problem: problemSchema.optional(),
});

/** A server of screens that answers on a port of the machine. */
export const foundScreenSchema = z.object({
  protocol: z.enum(screenProtocols),
  port: z.number().int().min(1).max(65_535),
  /** For people: "TigerVNC on display :1". */
  description: z.string().max(256),
});

/** A way to start a server of screens on the machine. */
export const screenStarterSchema = z.object({
  id: z.string().max(64),
  /** For people: "Share the desktop that is there (x11vnc, display :0)". */
  title: z.string().max(256),
  /** The very lines that will run, but for the password, which goes another way. */
  command: z.string().max(4096),
});

export const foundScreensSchema = z.object({
  found: z.array(foundScreenSchema).max(64),
  starters: z.array(screenStarterSchema).max(16),
  /** What to install on the machine, when nothing was found. */
  missing: z.string().max(1024).optional(),
});

export type ScreenProtocol = (typeof screenProtocols)[number];
export type ScreenQuestion = z.infer<typeof screenQuestionSchema>;
export type Screen = z.infer<typeof screenSchema>;
export type FoundScreens = z.infer<typeof foundScreensSchema>;
export type FoundScreen = z.infer<typeof foundScreenSchema>;
export type ScreenStarter = z.infer<typeof screenStarterSchema>;
