import { chmodSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../../main/connection/move/download-file.ts';
import { uploadFile } from '../../../main/connection/move/upload-file.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { Yard, fileJob, partsIn, patterned, sha256, valueOf } from './harness.ts';

const MiB = 1024 * 1024;
const REQUEST = 255 * 1024;
const sizes = [0, 1, REQUEST - 1, REQUEST, REQUEST + 1, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 64 * MiB];

describe('moving one file', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let yard: Yard;
  beforeAll(async () => {
    if (sshdMissing === undefined) yard = await Yard.open();
  });
  afterAll(async () => yard?.[Symbol.asyncDispose]());

  describe.each([
    { latencyMs: 0, where: 'near' },
    { latencyMs: 40, where: 'far away' },
  ])('to a machine that is $where', ({ latencyMs, where }) => {
    it.each(sizes)('sends and fetches %d bytes as they are, with time and permissions', async (size) => {
      yard.latencyMs = latencyMs;
      const local = join(yard.here, `up-${where}-${size}`);
      const remote = join(yard.there, `up-${where}-${size}`);
      const back = join(yard.here, `down-${where}-${size}`);
      writeFileSync(local, patterned(size, size + 1));
      chmodSync(local, 0o751);
      utimesSync(local, 1_600_000_000, 1_600_000_000);
      const up = yard.context();
      valueOf(await uploadFile(up, fileJob(local, remote)));
      expect(up.bytes).toBe(size);
      expect(await sha256(remote)).toBe(await sha256(local));
      expect(statSync(remote).mtimeMs).toBe(1_600_000_000_000);
      expect(statSync(remote).mode & 0o7777).toBe(0o751);
      chmodSync(remote, 0o4755);
      const down = yard.context();
      valueOf(await downloadFile(down, fileJob(back, remote)));
      expect(down.bytes).toBe(size);
      expect(await sha256(back)).toBe(await sha256(local));
      expect(statSync(back).mtimeMs).toBe(1_600_000_000_000);
      expect(statSync(back).mode & 0o7777).toBe(0o755);
      expect([...partsIn(yard.here), ...partsIn(yard.there)]).toEqual([]);
    });
  });
});
