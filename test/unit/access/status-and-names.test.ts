import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longNamePrefix } from '../../../main/buildhost/access/sftp/long-name.ts';
import { parseAccounts } from '../../../main/buildhost/access/sftp/owners.ts';
import { StatusError, statusOf } from '../../../main/buildhost/access/sftp/status.ts';
import { toSeconds } from '../../../main/buildhost/access/sftp/attributes.ts';

describe('what a client is told about an error', () => {
  it.each([
    ['ENOENT', -2, 2, 'No such file or directory'],
    ['EACCES', -13, 3, 'Permission denied'],
    ['ENOTEMPTY', -39, 4, 'Directory not empty'],
    ['EINVAL', -22, 5, 'Invalid argument'],
  ])('%s', (code, errno, status, message) => {
    expect(statusOf(Object.assign(new Error('raw'), { code, errno }))).toEqual({ code: status, message });
  });

  it('its own words, and nothing of a stranger’s object', () => {
    expect(statusOf(new StatusError(8, 'Not here.'))).toEqual({ code: 8, message: 'Not here.' });
    expect(statusOf('text')).toEqual({ code: 4, message: 'Failure' });
  });
});

describe('a line like ls -l', () => {
  const owners = { user: () => 'me', group: () => 'us' };
  async function line(mode: number, modifiedMs: number, nowMs: number): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'jumpseat-line-'));
    await writeFile(join(folder, 'f'), 'x'.repeat(42));
    const stats: BigIntStats = await stat(join(folder, 'f'), { bigint: true });
    await rm(folder, { recursive: true });
    stats.mode = BigInt(mode);
    stats.mtimeMs = BigInt(modifiedMs);
    return longNamePrefix(stats, owners, nowMs);
  }
  const noon = new Date(2026, 2, 5, 12, 7).getTime();

  it('shows kind, permissions, links, owners, size and time', async () => {
    expect(await line(0o100644, noon, noon + 1_000)).toBe('-rw-r--r--    1 me       us             42 Mar  5 12:07 ');
  });

  it('shows the special bits', async () => {
    expect(await line(0o104755, noon, noon)).toMatch(/^-rwsr-xr-x /);
    expect(await line(0o106644, noon, noon)).toMatch(/^-rwSr-Sr-- /);
    expect(await line(0o041777, noon, noon)).toMatch(/^drwxrwxrwt /);
    expect(await line(0o120777, noon, noon)).toMatch(/^lrwxrwxrwx /);
  });

  it('shows the year of what is old or from the future', async () => {
    expect(await line(0o100644, noon, noon + 200 * 86_400_000)).toMatch(/Mar {2}5 {2}2026 $/);
    expect(await line(0o100644, noon, noon - 86_400_000)).toMatch(/Mar {2}5 {2}2026 $/);
  });
});

it('takes names of accounts from passwd(5), the first of a number', () => {
  const names = parseAccounts(
    'root:x:0:0:root:/root:/bin/bash\n# no\ntoor:x:0:0::/:/bin/sh\n\nme:x:1000:1000::/home/me:/bin/sh\n',
  );
  expect([...names]).toEqual([
    [0, 'root'],
    [1000, 'me'],
  ]);
});

it('squeezes times into 32 bits', () => {
  expect([toSeconds(-5_000n), toSeconds(1_999n), toSeconds(2n ** 60n)]).toEqual([0, 1, 0xffff_ffff]);
});
