import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { appendFileSync, linkSync, lstatSync, openSync, writeSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../../main/connection/move/download-file.ts';
import type { MoveFile, ResumePoint } from '../../../main/connection/move/mover.ts';
import { uploadFile } from '../../../main/connection/move/upload-file.ts';
import { partName } from '../../../main/connection/local/file-names.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { Yard, fileJob, partsIn, patterned, sha256, valueOf } from './harness.ts';
import type { TrackedJob } from './harness.ts';

const MiB = 1024 * 1024;
const SIZE = 12 * MiB + 12_345;

/** The side a file comes from and the one it goes to, whatever the direction. */
interface Way {
  name: string;
  move: MoveFile;
  source: () => string;
  target: () => string;
  job(source: string, target: string, more?: Partial<TrackedJob>): TrackedJob;
}

describe('resuming a file', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let yard: Yard;
  let count = 0;
  beforeAll(async () => {
    if (sshdMissing === undefined) yard = await Yard.open();
  });
  afterAll(async () => yard?.[Symbol.asyncDispose]());

  const ways: Way[] = [
    {
      name: 'up',
      move: uploadFile,
      source: () => yard.here,
      target: () => yard.there,
      job: (source, target, more) => fileJob(source, target, more),
    },
    {
      name: 'down',
      move: downloadFile,
      source: () => yard.there,
      target: () => yard.here,
      job: (source, target, more) => fileJob(target, source, more),
    },
  ];

  /** A machine without commands, so that contents are compared by samples. */
  const withoutShell = (): MachineFiles => {
    const { machine } = yard;
    return {
      exec: (command, options) => machine.exec(command, options),
      run: (command, options) => machine.run(command, options),
      browse: () => machine.browse(),
      channels: (wanted) => machine.channels(wanted),
      lost: machine.lost,
      latencyMs: 40,
      abilities: async () => {
        const found = await machine.abilities();
        if (!found.ok) return found;
        return { ok: true, value: { ...found.value, hasShell: false, sha256: undefined } };
      },
    };
  };

  describe.each(ways)('on its way $name', (way) => {
    function plant(size = SIZE): { source: string; target: string; part: string } {
      count += 1;
      const source = join(way.source(), `file-${count}`);
      const target = join(way.target(), `file-${count}`);
      writeFileSync(source, patterned(size, count));
      utimesSync(source, 1_600_000_000, 1_600_000_000);
      return { source, target, part: join(way.target(), partName(`file-${count}`, 'k3x9')) };
    }

    /** Moves until so many bytes have arrived, then gives up. */
    async function cut(source: string, target: string, atBytes: number): Promise<ResumePoint> {
      const stop = new AbortController();
      const context = yard.context(stop.signal);
      const count = context.onBytes;
      context.onBytes = (delta) => {
        count(delta);
        if (context.bytes >= atBytes) stop.abort();
      };
      const job = way.job(source, target);
      const moved = await way.move(context, job);
      expect(moved).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
      const point = job.points.at(-1);
      if (point === undefined) throw new Error('no point was told');
      expect(context.bytes).toBe(point.bytes);
      expect(existsSync(target)).toBe(false);
      return point;
    }

    const points = [1, 255 * 1024, 4 * MiB, 9 * MiB + 77, SIZE - 1];
    it.each([0, 40])('goes on where it was cut, at any point (%d ms away)', async (latencyMs) => {
      yard.latencyMs = latencyMs;
      for (const at of points) {
        const { source, target, part } = plant();
        const point = await cut(source, target, at);
        // What lies before the point was acknowledged, so it is there.
        expect(readFileSync(part).subarray(0, point.bytes).equals(readFileSync(source).subarray(0, point.bytes))).toBe(
          true,
        );
        const context = yard.context();
        valueOf(await way.move(context, way.job(source, target, { resume: point })));
        expect(context.bytes).toBe(SIZE - point.bytes);
        expect(await sha256(target)).toBe(await sha256(source));
        expect(statSync(target).mtimeMs).toBe(1_600_000_000_000);
      }
      expect(partsIn(way.target())).toEqual([]);
    });

    it('goes on with samples compared where the machine works out no SHA-256', async () => {
      const { source, target } = plant();
      const point = await cut(source, target, 8 * MiB);
      const context = yard.context(undefined, withoutShell());
      valueOf(await way.move(context, way.job(source, target, { resume: point })));
      expect(context.bytes).toBe(SIZE - point.bytes);
      expect(await sha256(target)).toBe(await sha256(source));
    });

    it.each(['by SHA-256', 'by samples'])('begins again when what is there is not the same, %s', async (how) => {
      const { source, target, part } = plant();
      const point = await cut(source, target, 9 * MiB);
      const file = openSync(part, 'r+');
      writeSync(file, Buffer.from('other'), 0, 5, 1000);
      closeSync(file);
      const context = yard.context(undefined, how === 'by samples' ? withoutShell() : yard.machine);
      valueOf(await way.move(context, way.job(source, target, { resume: point })));
      expect(context.bytes).toBe(SIZE - point.bytes);
      expect(await sha256(target)).toBe(await sha256(source));
    });

    it('begins again when the source has changed, and when the half is gone or too short', async () => {
      const changes: ((files: ReturnType<typeof plant>) => void)[] = [
        ({ source }) => appendFileSync(source, 'more'),
        ({ source }) => utimesSync(source, 1_700_000_000, 1_700_000_000),
        ({ part }) => truncateSync(part, 100),
      ];
      for (const change of changes) {
        const files = plant();
        const point = await cut(files.source, files.target, 8 * MiB);
        change(files);
        const job = way.job(files.source, files.target, { resume: point });
        const context = yard.context();
        valueOf(await way.move(context, job));
        expect(context.bytes + point.bytes).toBe(statSync(files.source).size);
        expect(job.points.some(({ bytes }) => bytes === 0)).toBe(true);
        expect(await sha256(files.target)).toBe(await sha256(files.source));
      }
      expect(partsIn(way.target())).toEqual([]);
    });

    it('follows no link and no second name that was put in place of the half', async () => {
      const outside = join(way.target(), `outside-${way.name}`);
      for (const put of [symlinkSync, linkSync]) {
        writeFileSync(outside, patterned(SIZE, 99));
        const { source, target, part } = plant();
        const point: ResumePoint = { bytes: MiB, sizeBytes: SIZE, modifiedAt: 1_600_000_000_000 };
        put(outside, part);
        valueOf(await way.move(yard.context(), way.job(source, target, { resume: point })));
        expect(await sha256(target)).toBe(await sha256(source));
        expect(lstatSync(target).isFile()).toBe(true);
        expect(readFileSync(outside).equals(patterned(SIZE, 99))).toBe(true);
      }
      const { source, target, part } = plant();
      symlinkSync(outside, part);
      valueOf(await way.move(yard.context(), way.job(source, target)));
      expect(lstatSync(target).isFile()).toBe(true);
      expect(readFileSync(outside).equals(patterned(SIZE, 99))).toBe(true);
    });

    it('counts as done when it has its name already and nobody had noted it', async () => {
      const { source, target } = plant();
      valueOf(await way.move(yard.context(), way.job(source, target)));
      const { ino } = statSync(target);
      for (const bytes of [SIZE, 4 * MiB]) {
        const context = yard.context();
        const resume: ResumePoint = { bytes, sizeBytes: SIZE, modifiedAt: 1_600_000_000_000 };
        valueOf(await way.move(context, way.job(source, target, { resume, replace: true })));
        expect(context.bytes).toBe(SIZE - bytes);
      }
      valueOf(await way.move(yard.context(), way.job(source, target)));
      expect(statSync(target).ino).toBe(ino);
    });

    it('replaces only when told to, and never a folder', async () => {
      const { source, target } = plant(1000);
      writeFileSync(target, 'mine');
      const refused = await way.move(yard.context(), way.job(source, target));
      expect(refused).toMatchObject({ ok: false, problem: { code: 'already-exists' } });
      expect(readFileSync(target, 'utf8')).toBe('mine');
      valueOf(await way.move(yard.context(), way.job(source, target, { replace: true })));
      expect(await sha256(target)).toBe(await sha256(source));
      for (const size of [1000, SIZE]) {
        const other = plant(size);
        mkdirSync(other.target);
        const context = yard.context();
        const taken = await way.move(context, way.job(other.source, other.target, { replace: true }));
        expect(taken).toMatchObject({ ok: false, problem: { code: 'already-exists' } });
        expect(context.bytes).toBe(0);
      }
      expect(partsIn(way.target())).toEqual([]);
    });

    it('refuses a source that changes on the way, and leaves nothing of it', async () => {
      for (const size of [SIZE, 2 * MiB]) {
        const { source, target } = plant(size);
        const context = yard.context();
        const tell = context.onBytes;
        let isChanged = false;
        context.onBytes = (delta) => {
          tell(delta);
          if (!isChanged && context.bytes > MiB) appendFileSync(source, 'x');
          isChanged ||= context.bytes > MiB;
        };
        const moved = await way.move(context, way.job(source, target));
        expect(moved).toMatchObject({ ok: false, problem: { code: 'changed-meanwhile' } });
        expect(context.bytes).toBe(0);
        expect(existsSync(target)).toBe(false);
      }
      expect(partsIn(way.target())).toEqual([]);
    });
  });
});
