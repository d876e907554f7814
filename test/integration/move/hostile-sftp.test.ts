import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadFile } from '../../../main/connection/move/download-file.ts';
import type { MoveFile } from '../../../main/connection/move/mover.ts';
import { uploadFile } from '../../../main/connection/move/upload-file.ts';
import { ConnectedFiles } from '../../../main/connection/remote/connected-files.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import type { HostileOptions } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { endlessFile, file, folder } from '../../fixtures/hostile-sftp/tree.ts';
import type { TreeNode } from '../../fixtures/hostile-sftp/tree.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { connectTo } from '../connection/sftp-link.ts';
import { WAIT_MS, fileJob, openIn, patterned, track } from './harness.ts';

const opened = perTest();
const KiB = 1024;

let here: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterEach(() => rmSync(here, { recursive: true, force: true }));

/** Moves one file to or from a server that lies. */
async function moveWith(move: MoveFile, options: HostileOptions, signal?: AbortSignal, latencyMs = 0) {
  const server = opened.use(await startHostileSftp(options));
  const link = opened.use(await connectTo(server));
  const machine = opened.use(
    new ConnectedFiles({ connection: link.connection, clock: systemClock, latencyMs: () => latencyMs }),
  );
  const context = track(machine, signal);
  const [local, remote] = [join(here, 'file'), '/loot'];
  const result = await move(context, fileJob(local, remote));
  return { result, context, server };
}

const serve = (loot: TreeNode, more: HostileOptions = {}): HostileOptions => ({
  tree: () => folder({ loot }),
  ...more,
});

describe('a file of a server that lies', () => {
  it.each([0, 1000, 255 * KiB, 3000 * KiB])(
    'without an end is as long as it was said to be: %d bytes',
    async (size) => {
      const { result } = await moveWith(downloadFile, serve(endlessFile(size)));
      expect(result.ok).toBe(true);
      expect(readFileSync(join(here, 'file')).length).toBe(size);
    },
  );

  it.each([10, 255 * KiB, 3000 * KiB])(
    'that is shorter than it was said to be, by 1 of %d bytes, does not arrive',
    async (size) => {
      const { result, context } = await moveWith(downloadFile, serve(file(patterned(size - 1), { size })));
      expect(result).toMatchObject({ ok: false, problem: { code: 'changed-meanwhile' } });
      expect(context.bytes).toBe(0);
      expect(readdirSync(here)).toEqual([]);
    },
  );

  it.each([2n ** 63n - 1n, 2n ** 64n - 1n, 2n ** 53n, 10n ** 15n])('of %d bytes fills no disk', async (size) => {
    const { result, context } = await moveWith(downloadFile, serve(endlessFile(size)));
    expect(result.ok).toBe(false);
    expect(context.bytes).toBe(0);
    expect(readdirSync(here)).toEqual([]);
  });

  it('that is a pipe or a device is not opened', async () => {
    for (const mode of [0o010644, 0o020644, 0o060644, 0o140644]) {
      const { result, server } = await moveWith(downloadFile, serve(file('x', { mode })));
      expect(result).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
      expect(server.requests.map(({ type }) => type)).not.toContain('OPEN');
    }
  });
});

describe.each([
  { way: 'up', move: uploadFile, size: 1000 },
  { way: 'up', move: uploadFile, size: 9000 * KiB },
  { way: 'down', move: downloadFile, size: 1000 },
  { way: 'down', move: downloadFile, size: 9000 * KiB },
])('a server that breaks off a file of $size bytes on its way $way', ({ way, move, size }) => {
  const options = (more: HostileOptions = {}): HostileOptions =>
    way === 'down' ? serve(file(patterned(size)), more) : { tree: () => folder(), ...more };

  it.each(['close', 'cut', 'half'] as const)(
    'with "%s" at any message: it ends with a problem or is whole',
    async (how) => {
      for (let message = 1; message < 60; message += message < 12 ? 1 : 13) {
        if (way === 'up') writeFileSync(join(here, 'file'), patterned(size));
        const { result, context } = await moveWith(move, options({ endAt: { message, how } }), undefined, 40);
        expect(['ok', 'connection-lost', 'protocol-error', 'not-supported']).toContain(
          result.ok ? 'ok' : result.problem.code,
        );
        const isWhole = existsSync(join(here, 'file')) && readFileSync(join(here, 'file')).equals(patterned(size));
        expect(isWhole, `message ${message}`).toBe(way === 'up' || result.ok);
        expect(context.bytes).toBeLessThanOrEqual(size);
        await vi.waitFor(() => expect(openIn(here)).toEqual([]), WAIT_MS);
        for (const name of readdirSync(here)) rmSync(join(here, name));
      }
    },
  );

  it('with silence at any message: it can be given up', async () => {
    for (let message = 1; message < 60; message += message < 12 ? 2 : 13) {
      if (way === 'up') writeFileSync(join(here, 'file'), patterned(size));
      const stop = new AbortController();
      let isAsked = false;
      const onRequest: HostileOptions['onRequest'] = ({ number }) => {
        if (number < message) return undefined;
        if (!isAsked) setTimeout(() => stop.abort(), 30);
        isAsked = true;
        return 'silence';
      };
      const { result } = await moveWith(move, options({ onRequest }), stop.signal, 40);
      expect(result.ok || result.problem.code).toBe(isAsked ? 'cancelled' : true);
      await vi.waitFor(() => expect(openIn(here)).toEqual([]), WAIT_MS);
      for (const name of readdirSync(here)) rmSync(join(here, name));
    }
  });
});
