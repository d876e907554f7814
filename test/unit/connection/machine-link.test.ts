import { describe, expect, it } from 'vitest';
import {
  FIRST_CONTACT_PAUSE_MS,
  GIVE_UP_AFTER_MS,
  MachineLink,
  RETRY_DELAYS_MS,
} from '../../../main/connection/machine-link.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import type { ConnectOptions, SshConnection } from '../../../main/connection/ssh-connection.ts';
import type { Problem, ProblemCode, Result } from '../../../main/contract/problem.ts';
import { fail, problem } from '../../../main/lib/result.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

const endpoint = { kind: 'ssh' as const, host: 'machine.example', port: 22, user: 'ci' };
const hostKey = { algorithm: 'ssh-ed25519', sha256: `SHA256:${'a'.repeat(43)}`, publicKey: 'AAAA' };

/** A link whose attempts to connect are answered by `answers` in turn; the last one repeats. */
function make(answers: ('connected' | ProblemCode)[]) {
  const clock = new StepClock();
  const attempts: { at: number; options: ConnectOptions }[] = [];
  const states: string[] = [];
  const lost: Problem[] = [];
  const shownKeys: unknown[] = [];
  const files: MachineFiles[] = [];
  let trip = async () => {};
  const link = new MachineLink({
    clock,
    connect: async (options): Promise<Result<SshConnection>> => {
      attempts.push({ at: clock.now(), options });
      const answer = answers[Math.min(attempts.length, answers.length) - 1] ?? 'connected';
      if (answer !== 'connected') return fail(answer, 'It did not work.');
      return {
        ok: true,
        value: {
          hostKey,
          signedInWith: 'key',
          openShell: () => Promise.reject(new Error('not here')),
          openSftp: () => Promise.reject(new Error('not here')),
          exec: () => Promise.reject(new Error('not here')),
          forward: () => Promise.reject(new Error('not here')),
          listen: () => Promise.reject(new Error('not here')),
          lost: new AbortController().signal,
          roundTrip: () => trip(),
          close: () => {},
        },
      };
    },
    onEvent: ({ state, problem: reason, latencyMs, hostKey: shown }) => {
      states.push([state, reason?.code, latencyMs].filter((part) => part !== undefined).join(' '));
      if (shown !== undefined) shownKeys.push(shown);
    },
    onConnected: (connected) => files.push(connected),
    onLost: (reason) => lost.push(reason),
    log: () => {},
  });
  return {
    clock,
    attempts,
    states,
    lost,
    shownKeys,
    files,
    link,
    setTrip: (next: () => Promise<void>) => (trip = next),
  };
}

const target = { endpoint, identities: [] };

describe('a link to a machine', () => {
  it('does not try again by itself when the first attempt fails', async () => {
    const { clock, attempts, states, link } = make(['connection-refused']);
    link.start(target);
    await clock.pass(60_000);
    expect(attempts).toHaveLength(1);
    expect(states).toEqual(['connecting', 'failed connection-refused']);
  });

  it('is patient with a machine that is only starting', async () => {
    const { clock, attempts, states, link } = make(['connection-refused', 'timed-out', 'connected']);
    link.start({ ...target, patienceMs: 30_000 });
    await clock.pass(2 * FIRST_CONTACT_PAUSE_MS);
    expect(attempts).toHaveLength(3);
    expect(states.slice(0, 2)).toEqual(['connecting', 'connected']);
  });

  it('is patient no longer than it was told, and not at all with what waiting cannot mend', async () => {
    const slow = make(['connection-refused']);
    slow.link.start({ ...target, patienceMs: 5_000 });
    await slow.clock.pass(60_000);
    expect(slow.attempts).toHaveLength(6);
    expect(slow.states).toEqual(['connecting', 'failed connection-refused']);
    const refused = make(['sign-in-refused']);
    refused.link.start({ ...target, patienceMs: 5_000 });
    await refused.clock.pass(60_000);
    expect(refused.states).toEqual(['connecting', 'failed sign-in-refused']);
  });

  it('waits longer after each failed attempt to get back, and gives up in the end', async () => {
    const { clock, attempts, states, link } = make(['connected', 'timed-out']);
    link.start(target);
    await clock.pass(1);
    attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
    await clock.pass(RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0));
    const waits = attempts.slice(1).map(({ at }, index) => at - (attempts[index]?.at ?? 0));
    expect(waits.slice(1)).toEqual(RETRY_DELAYS_MS.slice(1));
    await clock.pass(GIVE_UP_AFTER_MS * 2);
    expect(states.at(-1)).toBe('failed timed-out');
    expect(attempts.length).toBeLessThan(45);
    const before = attempts.length;
    await clock.pass(GIVE_UP_AFTER_MS);
    expect(attempts).toHaveLength(before);
  });

  it('never gives up a machine that is held, and goes back to one that was given up', async () => {
    const { clock, attempts, states, link } = make(['connected', 'timed-out']);
    link.start(target);
    await clock.pass(1);
    attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
    await clock.pass(GIVE_UP_AFTER_MS * 2);
    expect(states.at(-1)).toBe('failed timed-out');
    const before = attempts.length;
    link.keep(true);
    await clock.pass(GIVE_UP_AFTER_MS * 2);
    expect(states.at(-1)).toBe('lost timed-out');
    expect(attempts.length).toBeGreaterThan(before + 50);
    link.keep(false);
    await clock.pass(60_000);
    expect(states.at(-1)).toBe('failed timed-out');
  });

  it.each(['sign-in-refused', 'host-key-changed'] as const)(
    'never repeats an attempt that ended with %s',
    async (code) => {
      const { clock, attempts, states, link } = make(['connected', code]);
      link.start(target);
      await clock.pass(1);
      attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
      await clock.pass(GIVE_UP_AFTER_MS);
      expect(attempts).toHaveLength(2);
      expect(states.at(-1)).toBe(`failed ${code}`);
    },
  );

  it('pins the key of the first contact for every later attempt', async () => {
    const { clock, attempts, link } = make(['connected']);
    link.start(target);
    await clock.pass(1);
    expect(attempts[0]?.options.pinned).toBeUndefined();
    attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
    await clock.pass(1_000);
    expect(attempts[1]?.options.pinned).toEqual({ ...hostKey, source: 'first-contact' });
  });

  it('tells the whole key of a machine of which only the fingerprint was known, and holds on to the fingerprint', async () => {
    const { clock, attempts, shownKeys, link } = make(['connected']);
    const { algorithm, sha256 } = hostKey;
    link.start({ ...target, hostKey: { algorithm, sha256, source: 'provider' } });
    await clock.pass(1);
    expect(shownKeys).toEqual([{ ...hostKey, source: 'provider' }]);
    attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
    await clock.pass(1_000);
    expect(attempts[1]?.options.pinned).toMatchObject({ sha256, source: 'provider' });
  });

  it('has other files after each loss, and none in between', async () => {
    const { clock, attempts, files, link } = make(['connected']);
    link.start(target);
    await clock.pass(1);
    expect(link.files).toBe(files[0]);
    attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
    expect(link.files).toBeUndefined();
    await clock.pass(1_000);
    expect(files).toHaveLength(2);
    expect(link.files).toBe(files[1]);
    expect(files[1]).not.toBe(files[0]);
  });

  it('reports latency at first and when it changed, and counts as lost when nothing comes back', async () => {
    const { clock, states, lost, attempts, link, setTrip } = make(['connected']);
    const trip = (ms: number) => () => new Promise<void>((resolve) => void clock.after(ms, resolve));
    setTrip(trip(40));
    link.start(target);
    await clock.pass(60_000);
    setTrip(trip(90));
    await clock.pass(60_000);
    expect(states).toEqual(['connecting', 'connected', 'connected 40', 'connected 90']);
    setTrip(() => new Promise(() => {}));
    await clock.pass(60_000);
    expect(lost).toHaveLength(1);
    expect(states).toContain('lost connection-lost');
    expect(attempts.length).toBeGreaterThan(1);
  });

  it('stops for good when it is disposed of', async () => {
    const { clock, attempts, link } = make(['connected']);
    link.start(target);
    await clock.pass(1);
    attempts[0]?.options.onLost(problem('connection-lost', 'Gone.'));
    await link[Symbol.asyncDispose]();
    await clock.pass(GIVE_UP_AFTER_MS);
    expect(attempts).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});
