import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Direction } from '../../../main/contract/transfer.ts';
import { DelayRelay } from '../../fixtures/delay-relay/delay-relay.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import type { Bench, BenchCase, Contestant } from '../bench.ts';
import { emptied, makeFile, makeTree, verify } from '../../fixtures/transfer-data.ts';
import type { Data } from '../../fixtures/transfer-data.ts';
import { Ours } from './ours.ts';
import { runPeer, signIn } from './peers.ts';
import type { PeerName, Spent, Way } from './peers.ts';

const MEMORY_FOLDER = '/dev/shm';
const ROUND_TRIP_MS = 40;
const MIB = 1024 * 1024;
/** Keys whose echo is timed while nothing else happens. */
const IDLE_KEYS = 40;

const directions: readonly Direction[] = ['upload', 'download'];
const programs = ['sftp', 'rsync', 'lftp', 'tar', 'ssh'].map((name) => `/usr/bin/${name}`);

export const bench: Bench = {
  name: 'files',
  notes: [
    'both ends on this computer, all data in memory (tmpfs), random bytes; one OpenSSH server with its defaults, its own sftp server inside (internal-sftp)',
    `${ROUND_TRIP_MS} ms: the same server behind a relay that delays each byte by half of that in each direction, without a limit to bandwidth and without loss; it measures itself before and after`,
    'ours: the real connection process, signed in beforehand, driven by the calls main makes; from the order to the word that it is done',
    'peers: with their defaults; from the start of the program to its end, so with a sign-in, which has a case of its own below',
    'ciphers: OpenSSH and with it all peers choose chacha20-poly1305 by default, ours aes128-gcm; "sftp, aes128-gcm" has the same as ours',
    'files arrive in an empty folder, and every one is compared by SHA-256 before a figure counts',
    '5,000 files: 1 to 64 KiB, 76 MB, a hundred in a folder; "tar | ssh" packs on one side and unpacks on the other',
    `"from 120": a program that would take more than ten minutes moves 20 and then 120 of the files, each verified; the rest is reckoned with what the hundred more took`,
    'CPU: user and system time of the client side (lftp does not wait for its ssh, so that is not in it); memory: the most the process had during the transfer (VmHWM) above what it had when idle and signed in (VmRSS)',
    'echo: from a key to its echo in a terminal of the same session, during a transfer, divided by the same when idle; medians',
  ],

  missing() {
    if (process.platform !== 'linux') return 'it reads /proc, which only Linux has';
    if (sshdMissing !== undefined) return sshdMissing;
    const absent = [MEMORY_FOLDER, ...programs].filter((file) => !existsSync(file));
    return absent.length > 0 ? `${absent.join(', ')} is missing` : undefined;
  },

  async prepare(stack, log, { isSmall }): Promise<BenchCase[]> {
    const folder = mkdtempSync(join(MEMORY_FOLDER, 'bench-files-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const sources = join(folder, 'sources');
    mkdirSync(sources);
    const target = join(folder, 'target');
    const count = isSmall ? 500 : 5_000;
    log('writing the files');
    const large = await makeFile(sources, 'large.bin', (isSmall ? 64 : 1024) * MIB);
    const medium = await makeFile(sources, 'medium.bin', (isSmall ? 20 : 200) * MIB);
    const tree = await makeTree(sources, 'tree', count);
    const few = await makeTree(sources, 'few', 20);
    const more = await makeTree(sources, 'more', 120);
    log(`${count} files: ${(tree.bytes / 1e6).toFixed(1)} MB`);

    const sshd = stack.use(await Sshd.start());
    const relay = stack.use(await DelayRelay.start(sshd, ROUND_TRIP_MS));
    log(`the relay takes ${relay.roundTripMs.toFixed(2)} ms for a round trip`);
    stack.defer(async () => {
      const lastMs = await relay.measure().catch(() => Number.NaN);
      log(`after all, the relay takes ${lastMs.toFixed(2)} ms for a round trip`);
    });
    const near: Way = { sshd, host: sshd.host, port: sshd.port, folder };
    const far: Way = { sshd, host: relay.host, port: relay.port, folder };
    const oursOf = new Map<Way, Ours>();
    for (const way of [near, far]) oursOf.set(way, stack.use(await Ours.start(way)));
    for (const ours of oursOf.values()) log(ours.description);

    const spent = new Map<string, Spent & { peakMb?: number }>();
    const keyOf = (...words: string[]): string => words.join(' ');

    async function move(way: Way, data: Data, direction: Direction, peer?: PeerName): Promise<Spent> {
      const into = emptied(target);
      const ours = oursOf.get(way);
      if (peer !== undefined) {
        const took = await runPeer(peer, way, data, direction, into);
        await verify(data, into, peer);
        return took;
      }
      if (ours === undefined) throw new Error('There is no connection process.');
      const took = await ours.transfer(data, direction, into);
      await verify(data, into, 'jumpseat');
      return took;
    }

    function caseOf(name: string, way: Way, data: Data, direction: Direction, peers: Contestant[]): BenchCase {
      const measure = async (): Promise<number> => {
        const took = await move(way, data, direction);
        spent.set(keyOf(name, 'jumpseat'), { ...took, peakMb: oursOf.get(way)?.peakMb ?? Number.NaN });
        return took.seconds;
      };
      return { name, unit: 's', better: 'less', ours: { name: 'jumpseat', measure }, peers };
    }

    function peerOf(
      name: string,
      peer: PeerName,
      way: Way,
      data: Data,
      direction: Direction,
      aim?: number,
    ): Contestant {
      const measure = async (): Promise<number> => {
        const took = await move(way, data, direction, peer);
        spent.set(keyOf(name, peer), took);
        return took.seconds;
      };
      return { name: peer, measure, ...(aim === undefined ? {} : { aim }) };
    }

    /** Of a peer that would take too long: what it takes for the rest follows from what a hundred more files take. */
    function reckonedPeer(peer: PeerName, way: Way, direction: Direction, aim?: number): Contestant {
      const measure = async (): Promise<number> => {
        const some = (await move(way, few, direction, peer)).seconds;
        const others = (await move(way, more, direction, peer)).seconds;
        const perFile = (others - some) / (more.fileCount - few.fileCount);
        return some + perFile * (tree.fileCount - few.fileCount);
      };
      return { name: `${peer} (from ${more.fileCount})`, measure, ...(aim === undefined ? {} : { aim }) };
    }

    const times = directions.flatMap((direction) => {
      const largeName = `${isSmall ? '64 MiB' : '1 GiB'} ${direction}`;
      const mediumName = `${isSmall ? '20 MiB' : '200 MiB'} ${direction}, ${ROUND_TRIP_MS} ms`;
      const treeName = `${count} files ${direction}`;
      const treeFarName = `${treeName}, ${ROUND_TRIP_MS} ms`;
      const some = (name: string, way: Way, data: Data, wanted: Partial<Record<PeerName, number>>, all: PeerName[]) =>
        all.map((peer) => peerOf(name, peer, way, data, direction, wanted[peer]));
      return [
        caseOf(
          largeName,
          near,
          large,
          direction,
          some(largeName, near, large, { sftp: 0.45 }, ['sftp', 'sftp, aes128-gcm', 'rsync', 'lftp', 'tar | ssh']),
        ),
        caseOf(
          mediumName,
          far,
          medium,
          direction,
          some(mediumName, far, medium, { sftp: 2.3 }, ['sftp', 'rsync', 'lftp', 'tar | ssh']),
        ),
        caseOf(
          treeName,
          near,
          tree,
          direction,
          some(treeName, near, tree, { sftp: 3 }, ['sftp', 'rsync', 'lftp', 'tar | ssh']),
        ),
        caseOf(treeFarName, far, tree, direction, [
          reckonedPeer('sftp', far, direction, 20),
          reckonedPeer('lftp', far, direction),
          ...some(treeFarName, far, tree, { 'tar | ssh': 1 / 1.3 }, ['rsync', 'tar | ssh']),
        ]),
      ];
    });
    /** What the runs of the same round have shown besides their time. */
    const seen = (name: string, who: string, what: 'cpuSeconds' | 'peakMb') => (): Promise<number> =>
      Promise.resolve(spent.get(keyOf(name, who))?.[what] ?? Number.NaN);
    const memory = times.map(({ name }): BenchCase => ({
      name: `memory above idle: ${name}`,
      unit: 'MB',
      better: 'less',
      ours: { name: 'jumpseat', measure: seen(name, 'jumpseat', 'peakMb') },
      peers: [],
      aim: { figure: 150 },
    }));
    const cpu = times.map(({ name, peers }): BenchCase => ({
      name: `CPU: ${name}`,
      unit: 's',
      better: 'less',
      ours: { name: 'jumpseat', measure: seen(name, 'jumpseat', 'cpuSeconds') },
      peers: peers
        .filter((peer) => !peer.name.includes('(from'))
        .map((peer) => ({ name: peer.name, measure: seen(name, peer.name, 'cpuSeconds') })),
    }));
    const echoes = [near, far].flatMap((way) =>
      directions.map((direction): BenchCase => {
        const data = way === near ? large : medium;
        const place = way === near ? 'loopback' : `${ROUND_TRIP_MS} ms`;
        const measure = async (): Promise<number> => {
          const ours = oursOf.get(way);
          if (ours === undefined) throw new Error('There is no connection process.');
          const idle = await ours.echoMs(IDLE_KEYS);
          const during = await ours.echoMs(IDLE_KEYS, ours.transfer(data, direction, emptied(target)));
          await verify(data, target, 'jumpseat');
          log(`echo, ${place}, ${direction}: idle ${idle.toFixed(2)} ms, during the transfer ${during.toFixed(2)} ms`);
          return during / idle;
        };
        return {
          name: `echo during ${direction}, ${place}`,
          unit: 'times idle',
          better: 'less',
          ours: { name: 'jumpseat', measure },
          peers: [],
          aim: { figure: 2 },
        };
      }),
    );
    const signIns = [near, far].map((way): BenchCase => ({
      name: `sign-in, ${way === near ? 'loopback' : `${ROUND_TRIP_MS} ms`}`,
      unit: 's',
      better: 'less',
      ours: { name: 'jumpseat', measure: () => Ours.signIn(way) },
      peers: [{ name: 'ssh', measure: async () => (await signIn(way)).seconds }],
    }));
    return [...times, ...signIns, ...echoes, ...memory, ...cpu];
  },
};
