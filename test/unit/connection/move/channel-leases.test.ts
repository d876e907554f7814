import { expect, it } from 'vitest';
import { ChannelLeases } from '../../../../main/connection/move/channel-leases.ts';
import type { Lease } from '../../../../main/connection/move/channel-leases.ts';
import type { MachineFiles } from '../../../../main/connection/remote/machine-files.ts';
import type { RemoteFiles } from '../../../../main/connection/remote/remote-files.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import { ok } from '../../../../main/lib/result.ts';

/** Channels that have room for so many open files each. */
function machineWith(...room: [number, ...number[]]): { machine: MachineFiles; channels: RemoteFiles[] } {
  const [first = {} as RemoteFiles, ...others] = room.map((maxHandles) => ({ maxHandles }) as RemoteFiles);
  const machine: Partial<MachineFiles> = {
    channels: (count) => Promise.resolve(ok([first, ...others.slice(0, count - 1)] as const)),
  };
  return { machine: machine as MachineFiles, channels: [first, ...others] };
}

const never = new AbortController().signal;
const got = (lease: Result<Lease>): Lease => {
  if (!lease.ok) throw new Error(lease.problem.message);
  return lease.value;
};

it('spreads files over the channels, as many as were asked for', async () => {
  const { machine, channels } = machineWith(100, 100, 100, 100);
  const leases = new ChannelLeases(machine);
  const counts = new Map<RemoteFiles, number>();
  for (let file = 0; file < 30; file += 1) {
    const { files } = got(await leases.lease(3, never));
    counts.set(files, (counts.get(files) ?? 0) + 1);
  }
  expect(channels.map((channel) => counts.get(channel) ?? 0)).toEqual([10, 10, 10, 0]);
});

it('opens no more files on a channel than it takes, and lets the others wait for their turn', async () => {
  const { machine } = machineWith(2, 1);
  const leases = new ChannelLeases(machine);
  const held = [
    got(await leases.lease(2, never)),
    got(await leases.lease(2, never)),
    got(await leases.lease(2, never)),
  ];
  const order: number[] = [];
  const waiting = [1, 2].map(async (turn) => {
    const lease = got(await leases.lease(2, never));
    order.push(turn);
    return lease;
  });
  await new Promise(setImmediate);
  expect(order).toEqual([]);
  held[2]?.release();
  // Giving it back twice makes no room for two.
  held[2]?.release();
  await waiting[0];
  await new Promise(setImmediate);
  expect(order).toEqual([1]);
  held[0]?.release();
  await waiting[1];
  expect(order).toEqual([1, 2]);
});

it('does not wait once it is given up, and takes nobody else’s turn then', async () => {
  const { machine } = machineWith(1);
  const leases = new ChannelLeases(machine);
  const held = got(await leases.lease(1, never));
  const stop = new AbortController();
  const givenUp = leases.lease(1, stop.signal);
  const patient = leases.lease(1, never);
  await new Promise(setImmediate);
  stop.abort();
  expect(await givenUp).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
  held.release();
  expect((await patient).ok).toBe(true);
});

it('gives a large file a place on each other channel that has room', async () => {
  const { machine, channels } = machineWith(5, 1, 5);
  const leases = new ChannelLeases(machine);
  const first = got(await leases.lease(1, never));
  await leases.lease(3, never);
  const others = await leases.leaseOthers(3, first.files);
  expect(others.map(({ files }) => channels.indexOf(files))).toEqual([2]);
});
