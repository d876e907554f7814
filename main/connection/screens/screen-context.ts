import type { Duplex } from 'node:stream';
import type { ConnectionEvents, ScreenCredentials } from '../../contract/connection-control.ts';
import type { Result } from '../../contract/problem.ts';
import type { ScreenQuestion } from '../../contract/screen.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ViewerStream } from './viewer-stream.ts';

/** What a screen's connection says of itself while it comes up. */
export type ScreenFacts = Partial<
  Pick<ConnectionEvents['screen'], 'security' | 'isEncrypted' | 'certificate' | 'name' | 'latencyMs'>
>;

/** How a screen came to its end. `lost` is told from `failed` by whether there was a picture. */
export type ScreenEnd = Result<undefined>;

/** All that one connection of a screen has to do with. */
export interface ScreenContext {
  /** The viewer in the window. Not opened yet: see {@link ViewerStream.open}. */
  viewer: ViewerStream;
  credentials: ScreenCredentials;
  /** Windows' number of the keyboard layout. */
  keyboardLayout: number | undefined;
  /** The address, for messages: "10.0.0.7:5900". */
  address: string;
  /** Whether the bytes go through SSH, where nobody reads along. */
  isTunnelled: boolean;
  /** A certificate or key was seen at this place before, in this session. */
  isPinned: boolean;
  clock: Clock;
  /** The viewer went away, the screen was closed, or the machine was lost. Everything is given up at once. */
  signal: AbortSignal;
  /** Connects to the screen's server, directly or through SSH. May be called again. */
  dial(): Promise<Result<Duplex>>;
  /** Asks the person; no answer when the signal was aborted meanwhile. */
  ask(question: ScreenQuestion): Promise<ScreenCredentials | undefined>;
  /**
   * Compares what the server shows with the pin of this session; the first one becomes the pin. `certificate-changed`
   * @param sha256 as in screenCertificateSchema
   */
  trust(certificate: { sha256: string; subject?: string }): Result<undefined>;
  report(facts: ScreenFacts): void;
  log(line: string): void;
}

/** Connects, signs in, and carries the bytes until one side ends. */
export type RunScreen = (context: ScreenContext) => Promise<ScreenEnd>;
