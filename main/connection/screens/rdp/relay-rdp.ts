import { Transform } from 'node:stream';
import type { Duplex } from 'node:stream';
import { fail, ok } from '../../../lib/result.ts';
import type { ScreenContext, ScreenEnd } from '../screen-context.ts';
import { ClientCorrections } from './corrections/client-corrections.ts';
import { explainEnd } from './explain-end.ts';
import { writeRefreshRect } from './refresh-rect.ts';
import { ServerWatch } from './server-watch.ts';
import { SilenceWatch } from './silence-watch.ts';

/** A server that says nothing for so long while it signs somebody in will not say anything any more. */
const SIGN_IN_SILENCE_MS = 30_000;

interface Negotiated {
  /** NLA goes before RDP. */
  hasTokens: boolean;
  hasEarlyResult: boolean;
  hasPassword: boolean;
}

/** Who ended it: `silent` is a server that stopped to answer. */
export type Ended = 'server' | 'viewer' | 'silent';

/** Carries RDP between viewer and server until one of them ends; the viewer's words are corrected on the way. */
export async function relayRdp(context: ScreenContext, server: Duplex, how: Negotiated): Promise<ScreenEnd> {
  const { viewer, keyboardLayout, log, signal } = context;
  const watch = new ServerWatch(how);
  const frozen = new AbortController();
  const silence = new SilenceWatch({
    clock: context.clock,
    // Nothing is heard while the viewer has too much to do.
    isDeaf: () => viewer.writableNeedDrain,
    ask() {
      const { share } = corrections;
      if (share === undefined || watch.words.canRefresh !== true || corrected.writableEnded) return false;
      corrected.push(writeRefreshRect(share));
      return true;
    },
    onSilent: () => frozen.abort(),
  });
  const onInput = (): void => silence.spoke();
  const corrections = new ClientCorrections({ ...how, keyboardLayout, onInput, log });
  const corrected = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (const bytes of corrections.correct(chunk)) this.push(bytes);
      done();
    },
  });
  server.on('data', (chunk: Buffer) => {
    silence.heard();
    watch.see(chunk);
  });
  const ended = waitForEnd(context, server, { isActive: () => watch.words.isActive === true, frozen: frozen.signal });
  viewer.pipe(corrected).pipe(server);
  server.pipe(viewer, { end: false });
  const by = await ended;
  silence[Symbol.dispose]();
  viewer.unpipe(corrected);
  server.unpipe(viewer);
  const problem = explainEnd({
    // A viewer that took the server's leave is gone at once; that it was told to go still counts.
    by: by === 'aborted' ? 'viewer' : by,
    words: watch.words,
    progress: corrections.progress,
    isNla: how.hasTokens,
    viewerFailure: viewer.failure,
    address: context.address,
  });
  if (problem !== undefined) return { ok: false, problem };
  return signal.aborted ? fail('cancelled', 'The screen was closed.') : ok();
}

function waitForEnd(
  { viewer, signal, clock }: ScreenContext,
  server: Duplex,
  { isActive, frozen }: { isActive(): boolean; frozen: AbortSignal },
): Promise<Ended | 'aborted'> {
  return new Promise((resolve) => {
    let stopWaiting = (): void => {};
    const settle = (by: Ended | 'aborted'): void => {
      stopWaiting();
      signal.removeEventListener('abort', onAbort);
      server.off('data', onData);
      resolve(by);
    };
    const onAbort = (): void => settle('aborted');
    const onData = (): void => {
      stopWaiting();
      if (isActive()) server.off('data', onData);
      else stopWaiting = clock.after(SIGN_IN_SILENCE_MS, () => settle('silent'));
    };
    const onServer = (): void => settle('server');
    const onViewer = (): void => settle('viewer');
    server.on('data', onData).once('end', onServer).once('close', onServer).on('error', onServer);
    viewer.once('end', onViewer).once('close', onViewer);
    frozen.addEventListener('abort', () => settle('silent'), { once: true });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    onData();
  });
}
