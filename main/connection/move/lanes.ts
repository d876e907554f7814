import type { Result } from '../../contract/problem.ts';
import type { RemoteFile, RemoteFiles } from '../remote/remote-files.ts';
import { orAborted } from './aborted.ts';
import { transferBuffers } from './buffer-pool.ts';
import { leasesOf } from './channel-leases.ts';
import type { Lease } from './channel-leases.ts';
import type { MoveContext } from './mover.ts';
import { Pump } from './pump.ts';
import type { Lane, PumpOptions } from './pump.ts';
import { afterSmallWork, hasSmallWork } from './small-work.ts';

/** Smaller files go through one channel. */
export const LARGE_FILE_BYTES = 8 * 1024 * 1024;
/** From here on the window of a channel (2 MiB at OpenSSH) and not the cipher is the limit. */
const FAR_MS = 5;
/** OpenSSH allows 10 sessions on a connection (MaxSessions), terminals included. */
const FAR_CHANNELS = 8;
const NEAR_CHANNELS = 1;
/** Small files are spread over this many, whose windows they share. */
const SMALL_FILE_CHANNELS = 4;
/** With 255 KiB each: the window of a channel at OpenSSH. */
const DEPTH = 8;
/** Alone on its channel. */
const SINGLE_DEPTH = 16;

/** How many channels a file of this size is worth. */
export function channelsFor(context: MoveContext, byteCount: number): number {
  const isFar = (context.machine.latencyMs ?? 0) >= FAR_MS;
  if (!isFar) return NEAR_CHANNELS;
  return byteCount > LARGE_FILE_BYTES ? FAR_CHANNELS : SMALL_FILE_CHANNELS;
}

/** A file of the machine that is open on a channel. */
export interface OpenFile {
  lease: Lease;
  file: RemoteFile;
}

export interface LaneJob extends Pick<PumpOptions, 'from' | 'to' | 'onArrived'> {
  first: OpenFile;
  /** Opens the same file again on another channel. */
  again(files: RemoteFiles): Promise<Result<RemoteFile>>;
  /** The way through one of them. */
  through(open: OpenFile): Pick<Lane, 'chunkBytes' | 'read' | 'write'>;
}

/**
 * Moves the bytes of one file over as many channels as are worth it. The first file stays open; the others are closed.
 * When it is given up it resolves at once, and what is under way ends in the background.
 */
export async function moveBytes(context: MoveContext, job: LaneJob): Promise<Result<undefined>> {
  const { from, to, first, onArrived } = job;
  const { machine, signal } = context;
  const pump = new Pump({
    from,
    to,
    onArrived,
    buffers: transferBuffers,
    signal,
    leavesRoom: () => hasSmallWork(machine),
    onRoom: (wake) => afterSmallWork(machine, wake),
  });
  const count = first.file.isSequential ? 1 : channelsFor(context, to - from);
  const depth = first.file.isSequential ? 1 : count > 1 ? DEPTH : SINGLE_DEPTH;
  const others: Promise<void>[] = [];
  if (count > 1 && to - from > LARGE_FILE_BYTES) {
    // They join when they are there; nobody waits for them.
    void leasesOf(context.machine)
      .leaseOthers(count, first.lease.files)
      .then((leases) => others.push(...leases.map((lease) => runOther(pump, job, lease, depth))));
  }
  const all = pump.run({ ...job.through(first), depth }).then(() => Promise.all(others));
  await orAborted(all, context.signal);
  return pump.result();
}

async function runOther(pump: Pump, job: LaneJob, lease: Lease, depth: number): Promise<void> {
  try {
    if (pump.isTaken) return;
    // A channel on which it does not open is done without.
    const file = await job.again(lease.files);
    if (!file.ok) return;
    await pump.run({ ...job.through({ lease, file: file.value }), depth });
    const closed = await file.value.close();
    if (!closed.ok) pump.stop(closed.problem);
  } finally {
    lease.release();
  }
}
