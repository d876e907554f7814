import { describe, expect, test } from 'vitest';
import { Activity } from '../../../main/connection/activity.ts';
import type { StreamPort } from '../../../main/connection/stream-port.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

/** A port on which a test speaks for the window. */
function portOf(): { port: StreamPort; say(message: unknown): void } {
  let heard: (message: unknown) => void = () => {};
  return {
    port: { post: () => {}, listen: (onMessage) => (heard = onMessage), close: () => {} },
    say: (message) => heard(message),
  };
}

function make() {
  const clock = new StepClock();
  const told: number[] = [];
  const activity = new Activity({ clock, emit: ({ machine }) => told.push(machine) });
  /** Joins a port, and gives what is said on it to the activity. */
  const join = (wrap: (port: StreamPort) => StreamPort) => {
    const window = portOf();
    const passed: unknown[] = [];
    wrap(window.port).listen(
      (message) => passed.push(message),
      () => {},
    );
    return { say: window.say, passed };
  };
  return { clock, told, activity, join };
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const data = (...values: number[]) => ({ type: 'data', bytes: bytes(...values) });

describe('somebody is at work', () => {
  test('when something is typed; not when the window only reads, or changes its size', () => {
    const { told, activity, join } = make();
    activity.terminalOpened('t1', 2);
    const { say, passed } = join((port) => activity.terminalPort('t1', port));
    say({ type: 'ack', byteCount: 100_000 });
    say({ type: 'resize', columns: 80, rows: 24 });
    say('nonsense');
    expect(told).toEqual([]);
    say(data(97));
    expect(told).toEqual([2]);
    expect(passed).toHaveLength(4);
  });

  test('and that is told every half a minute at most, of each machine', async () => {
    const { clock, told, activity } = make();
    for (let second = 0; second < 60; second += 1) {
      activity.note(0);
      activity.note(1);
      await clock.pass(1_000);
    }
    expect(told).toEqual([0, 1, 0, 1]);
    clock.setBack(3_600_000);
    activity.note(0);
    expect(told).toHaveLength(5);
  });

  test('when files are looked at, changed or moved; not when the window looks again at what it shows', async () => {
    const { clock, told, activity, join } = make();
    const { say } = join((port) => activity.filePort(1, port));
    say({ id: 1, name: 'locate', input: {} });
    expect(told).toEqual([]);
    const list = { id: 2, name: 'list', input: { path: '/home', listingId: 1 } };
    say(list);
    expect(told).toEqual([1]);
    await clock.pass(60_000);
    say(list);
    expect(told).toEqual([1]);
    say({ id: 3, name: 'makeFolder', input: { path: '/home/new' } });
    expect(told).toEqual([1, 1]);
  });

  test('while a transfer runs', async () => {
    const { clock, told, activity } = make();
    const progress = { state: 'running' as const, isCounting: false, bytesDone: 1, bytesTotal: 2 };
    const moved = (state: 'running' | 'paused') =>
      activity.transfersMoved([{ transferId: 'x', progress: { ...progress, state } as never }]);
    moved('running');
    expect(told).toEqual([]);
    activity.transferStarted('x', 3);
    await clock.pass(60_000);
    moved('paused');
    expect(told).toEqual([3]);
    moved('running');
    expect(told).toEqual([3, 3]);
    activity.transferForgotten('x');
    await clock.pass(60_000);
    moved('running');
    expect(told).toEqual([3, 3]);
  });

  test('when a key is pressed on a screen of VNC, however its messages are cut; not when pictures are asked for', () => {
    const { told, activity, join } = make();
    const { say } = join((port) => activity.screenPort(0, 'vnc', port));
    // Its version, its way to sign in, and that it shares.
    for (const letter of Buffer.from('RFB 003.008\n')) say(data(letter));
    say(data(1, 1, 3, 1, 0, 0, 0, 0));
    say(data(0, 100, 0, 100));
    expect(told).toEqual([]);
    say(data(4, 1, 0, 0));
    expect(told).toEqual([0]);
  });

  test('when there is input on a screen of RDP', () => {
    const { told, activity, join } = make();
    const { say } = join((port) => activity.screenPort(0, 'rdp', port));
    say(data(0x30, 0x82));
    say(data(0x03, 0, 0, 9));
    expect(told).toEqual([]);
    say(data(0x04, 8, 0, 0));
    expect(told).toEqual([0]);
  });
});
