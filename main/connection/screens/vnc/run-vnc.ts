import type { Duplex } from 'node:stream';
import type { Result } from '../../../contract/problem.ts';
import { fail, ok } from '../../../lib/result.ts';
import type { RunScreen, ScreenContext } from '../screen-context.ts';
import { carry } from './carry.ts';
import { createOwnKey } from './ra2.ts';
import { readServerInit } from './server-init.ts';
import { signIn, type Memory, type SignInOutcome } from './sign-in.ts';
import { greetViewer } from './viewer-greeting.ts';
import { VncFailure } from './vnc-failure.ts';
import { Wire } from './wire.ts';

/** Signs in to a VNC server, plays one without sign-in for the viewer, and carries the bytes (RFC 6143). */
export const runVnc: RunScreen = async (context) => {
  const { signal } = context;
  const dialed = new Set<Duplex>();
  const letGo = (): void => {
    for (const stream of dialed) stream.destroy();
  };
  signal.addEventListener('abort', letGo);
  try {
    const entered = await enter(context, dialed);
    return await show(context, entered);
  } catch (error) {
    // A viewer that has given up knows better why.
    if (error instanceof VncFailure) return { ok: false, problem: context.viewer.failure ?? error.problem };
    throw error;
  } finally {
    signal.removeEventListener('abort', letGo);
    letGo();
  }
};

type Entered = Extract<SignInOutcome, { kind: 'in' }>;

/** Connects and signs in, again and again while the person gives new credentials. */
async function enter(context: ScreenContext, dialed: Set<Duplex>): Promise<Entered> {
  const memory: Memory = { ownKey: createOwnKey() };
  let known = context.credentials;
  for (;;) {
    const dialing = await context.dial();
    if (!dialing.ok) throw VncFailure.of(dialing.problem);
    const stream = dialing.value;
    // Who reads is told by 'close'.
    stream.on('error', () => {});
    dialed.add(stream);
    if (context.signal.aborted) throw cancelled();
    const outcome = await signIn(stream, context, known, memory);
    if (outcome.kind === 'in') return outcome;
    stream.destroy();
    dialed.delete(stream);
    if (outcome.kind === 'again') continue;
    const given = await context.ask(outcome.question);
    if (given === undefined) throw cancelled();
    known = { ...known, ...given };
  }
}

/** Introduces the viewer and the server to each other, and stays between them. */
async function show(context: ScreenContext, { wire, security, isEncrypted }: Entered): Promise<Result<undefined>> {
  const { viewer, clock, signal, report } = context;
  report({ security, isEncrypted });
  viewer.open();
  const isShared = await greetViewer(new Wire(viewer, { clock, signal, peer: 'The viewer' }));
  wire.write(Buffer.of(Number(isShared)));
  const { name, message } = await readServerInit(wire);
  report({ name });
  viewer.write(message);
  const { by, error } = await carry(wire.stream, viewer, clock);
  if (signal.aborted || by === 'viewer') return ok();
  if (by === 'silence')
    return fail(
      'timed-out',
      'The server of the screen has stopped answering.',
      'It may be frozen, or the machine is. Reconnect to see whether it is back.',
    );
  return fail(
    'connection-lost',
    'The server of the screen ended the connection.',
    'It may have been stopped, or another viewer took the screen over. Reconnect to see whether it is still there.',
    error?.message,
  );
}

function cancelled(): VncFailure {
  return new VncFailure('cancelled', 'Connecting was given up.');
}
