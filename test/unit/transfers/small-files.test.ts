import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLastFolders } from '../../../main/transfers/last-folders.ts';
import { openPinFiles } from '../../../main/transfers/pin-files.ts';
import { openPrivateFolders } from '../../../main/transfers/private-folders.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { hostKey, temporaryFolder } from './transfer-harness.ts';

const DAY_MS = 86_400_000;

describe('files with host keys', () => {
  test('are one for each key, and go after a month', async () => {
    const folder = join(temporaryFolder(), 'host-keys');
    const pins = openPinFiles(folder, Date.now);
    const first = await pins.write(hostKey.publicKey ?? '');
    expect(await pins.write(hostKey.publicKey ?? '')).toEqual(first);
    expect(readdirSync(folder)).toHaveLength(1);
    const old = (Date.now() - 31 * DAY_MS) / 1000;
    writeFileSync(join(folder, 'jumpseat-old'), '');
    utimesSync(join(folder, 'jumpseat-old'), old, old);
    await pins.write(hostKey.publicKey ?? '');
    expect(readdirSync(folder)).not.toContain('jumpseat-old');
  });

  test('say why they cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const refused = await openPinFiles(file, Date.now).write(hostKey.publicKey ?? '');
    expect(refused).toMatchObject({ ok: false, problem: { code: 'storage-failed' } });
  });
});

test('private folders are for this user alone, and all go together', async () => {
  const parent = join(temporaryFolder(), 'drag-out');
  const folders = openPrivateFolders(parent, () => {});
  const made = await Promise.all([folders.make(), folders.make()]);
  const paths = made.map((one) => (one.ok ? one.value : ''));
  expect(new Set(paths).size).toBe(2);
  for (const path of [parent, ...paths]) expect(statSync(path).mode & 0o777).toBe(0o700);
  await folders.remove(paths[0] ?? '');
  expect(readdirSync(parent)).toHaveLength(1);
  await folders.empty();
  expect(readdirSync(join(parent, '..'))).toEqual([]);
  await folders.empty();
});

test('dialogs open where things went the last time, in the next run too', async () => {
  const storage = new MemoryStorage();
  const folders = openLastFolders(storage, () => {});
  expect(folders.get('download')).toBeUndefined();
  folders.note('download', '/home/anna/logs');
  await expect.poll(() => openLastFolders(storage, () => {}).get('download')).toBe('/home/anna/logs');
});
